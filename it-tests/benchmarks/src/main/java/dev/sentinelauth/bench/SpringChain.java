package dev.sentinelauth.bench;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.text.ParseException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/**
 * The filter chain of a resource server, configured as the reference manual of Spring Security
 * shows it: bearer tokens, everything for authenticated callers, no sessions.
 */
final class SpringChain implements Filter {
  private final String jwks;
  private final AnnotationConfigWebApplicationContext beans =
      new AnnotationConfigWebApplicationContext();
  private Filter chain;

  SpringChain(String jwks) {
    this.jwks = jwks;
  }

  /** The beans. */
  @Configuration
  @EnableWebSecurity
  static class Beans {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .sessionManagement(
              sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
          .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
          .build();
    }
  }

  @Override
  public void init(FilterConfig config) {
    beans.setServletContext(config.getServletContext());
    beans.register(Beans.class);
    beans.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("decoder", decoder()));
    beans.refresh();
    chain = beans.getBean("springSecurityFilterChain", Filter.class);
  }

  private JwtDecoder decoder() {
    try {
      return SpringVerification.decoder(jwks);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
      throws IOException, ServletException {
    chain.doFilter(request, response, rest);
  }

  @Override
  public void destroy() {
    beans.close();
  }
}
