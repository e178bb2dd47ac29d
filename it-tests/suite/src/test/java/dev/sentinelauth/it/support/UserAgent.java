package dev.sentinelauth.it.support;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a window: it keeps cookies, and follows redirects one by one. */
public final class UserAgent {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_REDIRECTS = 20;
  private static final Pattern FORM = Pattern.compile("<form [^>]*action=\"([^\"]*)\"");

  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** What came back, and where from. */
  public record Page(URI uri, HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String body() {
      return response.body();
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    public boolean isRedirect() {
      return status() / 100 == 3;
    }

    /** Where it sends the browser. */
    public URI location() {
      return uri.resolve(header("Location").orElseThrow());
    }
  }

  /** Loads a page as a browser does, and stops at its answer. */
  public Page get(URI uri, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Accept", "text/html,*/*;q=0.8");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** Sends exactly this, with nothing but the cookies added. */
  public Page send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpRequest built = request.timeout(TIMEOUT).build();
    return new Page(
        built.uri(), http.send(built, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
  }

  /** Loads a page and follows to where it leads, cookies and all. */
  public Page open(URI uri) throws IOException, InterruptedException {
    return follow(get(uri));
  }

  public Page follow(Page page) throws IOException, InterruptedException {
    Page now = page;
    for (int i = 0; now.isRedirect(); i++) {
      if (i == MOST_REDIRECTS) {
        throw new IOException("a loop, of which this is a part: " + now.location());
      }
      now = get(now.location());
    }
    return now;
  }

  /** Sends a form to where its page says. */
  public Page submit(Page page, Map<String, String> fields)
      throws IOException, InterruptedException {
    Matcher form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new IOException("no form in " + page.body());
    }
    return post(page.uri().resolve(form.group(1).replace("&amp;", "&")), fields);
  }

  public Page post(URI uri, Map<String, String> fields, String... headers)
      throws IOException, InterruptedException {
    String body =
        fields.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "text/html,*/*;q=0.8")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** The value of a cookie that it holds. */
  public Optional<String> cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  /** The whole name of the one cookie that it holds whose name begins like this. */
  public String cookieName(String prefix) {
    return cookies().keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  /** All cookies that it holds, by name. */
  public Map<String, String> cookies() {
    return cookies.getCookieStore().getCookies().stream()
        .collect(Collectors.toMap(HttpCookie::getName, HttpCookie::getValue, (a, b) -> b));
  }

  /** Forgets the cookies whose names begin like this. */
  public void forget(String prefix) {
    cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().startsWith(prefix))
        .toList()
        .forEach(
            cookie ->
                cookies
                    .getCookieStore()
                    .getURIs()
                    .forEach(uri -> cookies.getCookieStore().remove(uri, cookie)));
  }

  /** Puts a cookie into it, as an attacker might. */
  public void plant(URI uri, String name, String value) {
    HttpCookie cookie = new HttpCookie(name, value);
    cookie.setPath("/");
    cookie.setVersion(0);
    cookies.getCookieStore().add(uri, cookie);
  }
}
