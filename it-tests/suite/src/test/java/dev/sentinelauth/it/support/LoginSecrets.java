package dev.sentinelauth.it.support;

import static dev.sentinelauth.it.support.OperatorView.attempt;
import static dev.sentinelauth.it.support.OperatorView.management;
import static dev.sentinelauth.it.support.OperatorView.print;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.LoginException;
import dev.sentinelauth.LoginFlow;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.LoginTokens;
import dev.sentinelauth.emulator.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Drives logins, the good and the bad, for {@link SecretsDriver}: prints the answers to the browser
 * besides, but for what is meant for the browser and for Sentinel: cookies, and the address of the
 * authorization endpoint.
 */
public final class LoginSecrets {
  private final LoginFixture fixture = new LoginFixture();
  private final Notes notes;
  private int seen;

  /** Takes what no output may hold. */
  public interface Notes {
    void note(String secret) throws IOException;
  }

  public LoginSecrets(Notes notes) throws IOException {
    this.notes = notes;
    // containers are free to log the addresses of requests
    ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.INFO);
    notes.note(fixture.client.clientSecret());
    fixture.emulator.signInAs(LoginFixture.ALICE);
  }

  public void everything() throws Exception {
    Sentinel sentinel =
        fixture.sentinel("sentinel.login.pkce = true\nsentinel.http.request-timeout = 1s\n");
    fixture.node.start(sentinel);
    String callback = callback();
    String session = show(callback);
    show(callback); // once more
    fixture.emulator.idTokens(good -> good.claim("aud", "another"));
    show(callback());
    fixture.emulator.idTokens(good -> good);
    for (Map.Entry<String, Fault> fault : faults().entrySet()) {
      System.out.println("--- " + fault.getKey());
      String next = callback();
      fixture.emulator.host().fail(Endpoint.TOKEN, fault.getValue());
      show(next);
      fixture.clock.advance(Duration.ofMinutes(30));
      show("/orders|Cookie: " + session);
      fixture.emulator.host().clearFaults();
      fixture.clock.advance(Duration.ofMinutes(2));
      session = show(callback());
    }
    core(sentinel.loginFlow());
    fixture.emulator.revokeLogins();
    fixture.clock.advance(Duration.ofMinutes(30));
    show("/orders|Cookie: " + session);
    print(sentinel, sentinel.config(), sentinel.status(), sentinel.loginFlow());
    management();
    fixture.close();
  }

  /** The same without a container. */
  private void core(LoginFlow flow) throws Exception {
    LoginFlow.Begun begun = flow.begin("/");
    noteBegun(begun.state(), begun.attempt());
    String code = codeOf(locationAt(begun.authorizationUri()));
    attempt(() -> flow.complete(begun.attempt(), "wrong", code, null));
    attempt(() -> flow.complete(begun.attempt(), begun.state(), null, code));
    LoginFlow.Completed completed = flow.complete(begun.attempt(), begun.state(), code, null);
    noteTokens();
    attempt(() -> flow.complete(begun.attempt(), begun.state(), code, null));
    LoggedInUser user = completed.user();
    print(begun, completed, user, flow, completed.hashCode());
    fixture.clock.advance(Duration.ofMinutes(30));
    print(refreshed(flow, user));
    fixture.emulator.revokeLogins();
    fixture.clock.advance(Duration.ofMinutes(30));
    attempt(() -> flow.refresh(user));
  }

  private LoggedInUser refreshed(LoginFlow flow, LoggedInUser user)
      throws LoginException, IOException {
    LoggedInUser refreshed = flow.refresh(user);
    noteTokens();
    return refreshed;
  }

  private Map<String, Fault> faults() {
    // what was sent, and more, comes back
    String secret = fixture.client.clientSecret();
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (int status : new int[] {302, 401, 403, 404, 429, 500, 503}) {
      faults.put("status " + status, Fault.status(status).body("text/plain", secret));
    }
    faults.put("echo", Fault.status(200).body("application/json", secret));
    faults.put(
        "echo in the code",
        Fault.status(400).body("application/json", "{\"error\":\"" + secret + "\"}"));
    faults.put("grant", error("invalid_grant", secret));
    faults.put("client", error("invalid_client", secret));
    faults.put(
        "no id_token",
        Fault.status(200)
            .body("application/json", "{\"access_token\":\"" + secret + "\",\"id_token\":7}"));
    faults.put(
        "odd id_token",
        Fault.status(200)
            .body("application/json", "{\"access_token\":\"a\",\"id_token\":\"" + secret + "\"}"));
    faults.put("truncated", Fault.truncated());
    faults.put("reset", Fault.reset());
    faults.put("hang", Fault.hang());
    return faults;
  }

  private static Fault error(String code, String secret) {
    return Fault.status(400)
        .body(
            "application/json",
            "{\"error\":\"" + code + "\",\"error_description\":\"" + secret + "\"}");
  }

  /** Begins a login; the callback and the cookie that goes with it. */
  private String callback() throws IOException {
    RawHttp.Answer begun =
        RawHttp.get(fixture.uri("/").getPort(), "/orders?a=b", "Accept: text/html", host());
    String cookie = begun.header("Set-Cookie").get(0).split(";", -1)[0];
    URI back = URI.create(locationAt(URI.create(begun.header("Location").get(0))));
    String attempt = cookie.substring(cookie.indexOf('=') + 1);
    noteBegun(cookie.substring("sentinel-login-".length(), cookie.indexOf('=')), attempt);
    codeOf(back.toString());
    return back.getRawPath() + "?" + back.getRawQuery() + "|Cookie: " + cookie;
  }

  /** By the name that the callback has: under another one, a login begins with a way there. */
  private String host() {
    return "Host: " + fixture.uri("/").getAuthority();
  }

  private static String locationAt(URI uri) throws IOException {
    return RawHttp.get(uri.getPort(), uri.getRawPath() + "?" + uri.getRawQuery())
        .header("Location")
        .get(0);
  }

  private String codeOf(String callback) throws IOException {
    String code = callback.replaceAll(".*code=([^&]*).*", "$1");
    notes.note(code);
    return code;
  }

  private void noteBegun(String state, String attempt) throws IOException {
    notes.note(state);
    notes.note(attempt);
  }

  /** Asks the application, and prints its answer; the session's cookie where there is one. */
  private String show(String targetAndCookie) throws IOException {
    String[] parts = targetAndCookie.split("\\|", 2);
    RawHttp.Answer answer =
        RawHttp.get(fixture.uri("/").getPort(), parts[0], parts[1], "Accept: text/html", host());
    noteTokens();
    System.out.println(answer.status());
    answer.headers().stream()
        .filter(line -> !line.startsWith("Set-Cookie") && !line.contains("/authorize?"))
        .forEach(System.out::println);
    if (answer.status() != 200) { // else it is the application's
      System.out.println(answer.body());
    }
    return answer.header("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("JSESSIONID="))
        .map(cookie -> cookie.split(";", -1)[0])
        .findFirst()
        .orElse("JSESSIONID=none");
  }

  private void noteTokens() throws IOException {
    List<LoginTokens> issued = fixture.emulator.loginTokens();
    for (LoginTokens tokens : issued.subList(seen, issued.size())) {
      notes.note(tokens.accessToken());
      notes.note(tokens.refreshToken());
      notes.note(tokens.idToken());
      notes.note(tokens.idToken().substring(tokens.idToken().lastIndexOf('.') + 1));
    }
    seen = issued.size();
    for (RecordedRequest request : fixture.emulator.host().requests(Endpoint.TOKEN)) {
      String verifier = request.formParameters().get("code_verifier");
      if (verifier != null) {
        notes.note(verifier);
      }
    }
  }
}
