package com.example;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.util.Properties;

/** One {@link Sentinel} for the application, which ends with it. */
public class MessagesApplication extends Application<MessagesConfiguration> {
  public static void main(String[] args) throws Exception {
    new MessagesApplication().run(args);
  }

  @Override
  public void run(MessagesConfiguration configuration, Environment environment) {
    Properties settings = new Properties();
    settings.putAll(configuration.getSentinel());
    Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings));
    environment.lifecycle().manage(new AutoCloseableManager(sentinel));
    environment.jersey().register(new SentinelAuthenticationFeature(sentinel));
    environment.jersey().register(Messages.class);
  }
}
