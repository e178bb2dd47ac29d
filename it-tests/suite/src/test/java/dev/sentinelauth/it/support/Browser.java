package dev.sentinelauth.it.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * A real browser without a window: Chromium, with a profile of its own that nobody used before.
 *
 * <p>There is one where the environment variable {@code IT_BROWSER} or the system property {@code
 * it.browser} is {@code true}; elsewhere the tests that ask for one are skipped. Its programs are
 * Debian's {@code /usr/bin/chromium} and {@code /usr/bin/chromedriver}, or those that {@code
 * it.browser.binary} and {@code it.browser.driver} name; nothing is downloaded.
 */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  /** Held, because loggers are forgotten otherwise. It misses typed commands, not needed here. */
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  static {
    DEVTOOLS.setLevel(Level.SEVERE);
  }

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** Starts one, or skips the test where there is none. */
  public static Browser start() throws IOException {
    assumeTrue(
        Boolean.getBoolean("it.browser") || "true".equals(System.getenv("IT_BROWSER")),
        "needs Chromium and its driver; set IT_BROWSER=true where they are installed");
    // Both are named, so that Selenium has no reason to look for them, let alone to download them.
    Path binary = program("it.browser.binary", "/usr/bin/chromium");
    Path executable = program("it.browser.driver", "/usr/bin/chromedriver");
    Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
    Path profile = Files.createTempDirectory(target, "browser");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(binary.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(executable.toFile())
            .usingAnyFreePort()
            .build();
    Browser browser = new Browser(profile, new ChromeDriver(service, options)).desktop();
    // As if its window were the one in front.
    browser.driver.executeCdpCommand("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    return browser;
  }

  private static Path program(String property, String usual) {
    Path program = Path.of(System.getProperty(property, usual));
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException("no program at " + program + "; name it with " + property);
    }
    return program;
  }

  /** All that Selenium can do with it. */
  public ChromeDriver driver() {
    return driver;
  }

  // What it looks like

  /** A window of a desktop computer. */
  public Browser desktop() {
    return size(1280, 800, 1, false);
  }

  /** The screen of a small phone. */
  public Browser phone() {
    return size(360, 740, 2, true);
  }

  private Browser size(int width, int height, int pixelRatio, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", width, "height", height, "deviceScaleFactor", pixelRatio, "mobile", mobile));
    return this;
  }

  /** Prefers light pages from now on. */
  public Browser light() {
    return prefers("light");
  }

  /** Prefers dark pages from now on. */
  public Browser dark() {
    return prefers("dark");
  }

  private Browser prefers(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    return this;
  }

  /** Keeps the page, as long as it is, in {@code target/screenshots}. */
  public void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Map<String, Object> answer =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
    byte[] image = Base64.getDecoder().decode((String) answer.get("data"));
    Files.write(SCREENSHOTS.resolve(name + ".png"), image);
  }

  /** Keeps the page at both sizes in both schemes, as NAME-phone-dark.png and so on. */
  public void screenshots(String name) throws IOException {
    desktop().light().screenshot(name + "-desktop-light");
    dark().screenshot(name + "-desktop-dark");
    phone().screenshot(name + "-phone-dark");
    light().screenshot(name + "-phone-light");
    desktop();
  }

  /** Whether the page has to be scrolled sideways. */
  public boolean isTooWide() {
    return Boolean.TRUE.equals(
        driver.executeScript("return document.documentElement.scrollWidth > window.innerWidth"));
  }

  /** What stands in the console since it was last asked for: what the policy kept out, say. */
  public List<LogEntry> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll();
  }

  // Where it is

  /** Goes to a page, and waits until it is loaded. */
  public Browser open(URI uri) {
    driver.get(uri.toString());
    return this;
  }

  /** The address of the page, with its fragment. */
  public URI uri() {
    return URI.create(driver.getCurrentUrl());
  }

  /** What a person can read on the page. */
  public String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  /** The page's title. */
  public String title() {
    return driver.getTitle();
  }

  /** The first element that a CSS selector finds. */
  public WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Whether a CSS selector finds anything. */
  public boolean has(String selector) {
    return !driver.findElements(By.cssSelector(selector)).isEmpty();
  }

  /** The element that has the focus. */
  public WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Presses keys, wherever the focus is. */
  public Browser press(CharSequence... keys) {
    focused().sendKeys(keys);
    return this;
  }

  /** Moves the focus on, as the tabulator does, and tells whereto: the name, or else the text. */
  public String tab() {
    press(Keys.TAB);
    WebElement focused = focused();
    return Optional.ofNullable(focused.getDomAttribute("name"))
        .orElseGet(() -> focused.getText().strip());
  }

  /** Goes back in the history of the tab. */
  public Browser back() {
    driver.navigate().back();
    return this;
  }

  /**
   * Waits until the browser is at such an address.
   *
   * @throws IllegalStateException where that takes too long
   */
  public URI await(Predicate<URI> there) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    URI uri = uri();
    while (!there.test(uri)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the browser is still at " + uri);
      }
      awaitChange();
      uri = uri();
    }
    return uri;
  }

  /** Until the page changes or goes, which it tells itself; a moment, where it is still empty. */
  private void awaitChange() {
    try {
      driver.executeAsyncScript(
          """
          const done = arguments[arguments.length - 1];
          addEventListener('load', () => done());
          addEventListener('pagehide', () => done());
          new MutationObserver(() => done())
              .observe(document, {subtree: true, childList: true, attributes: true});
          setTimeout(done, 250);
          """);
    } catch (WebDriverException e) {
      // Another page has come, and the script went with the old one. A browser that is no more
      // says so when it is asked for its address.
    }
  }

  // Tabs

  /** Opens a tab and turns to it. */
  public String newTab() {
    driver.switchTo().newWindow(WindowType.TAB);
    return driver.getWindowHandle();
  }

  /** The tab in use. */
  public String tabInUse() {
    return driver.getWindowHandle();
  }

  /** Turns to a tab. */
  public Browser tab(String handle) {
    driver.switchTo().window(handle);
    return this;
  }

  /** All tabs. */
  public Set<String> tabs() {
    return driver.getWindowHandles();
  }

  /** Ends the browser and throws its profile away. */
  @Override
  public void close() {
    driver.quit();
    try {
      WebApp.delete(profile);
    } catch (IOException e) {
      // A last process of the browser may still be writing; the next clean build throws it away.
    }
  }
}
