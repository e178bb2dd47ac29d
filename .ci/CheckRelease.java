import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Looks at a repository of staged artifacts as a public one would before it takes them: POMs, companions, checksums,
 * signatures, what is in the jars, and what the SBOMs say of licences and of versions with known vulnerabilities. Prints
 * everything that is wrong, and then exits with 1.
 *
 * <pre>java CheckRelease.java REPOSITORY VERSION LICENCES VULNERABLE ARTIFACT...</pre>
 */
final class CheckRelease {
  private static final String GROUP = "dev.sentinelauth";

  private final Path repository;
  private final String version;
  private final Set<String> licences;
  private final Map<String, String> goodFrom;
  private final List<String> problems = new ArrayList<>();
  private int checks;

  private CheckRelease(Path repository, String version, Path licences, Path vulnerable) throws IOException {
    this.repository = repository;
    this.version = version;
    this.licences = new TreeSet<>(lines(licences));
    this.goodFrom = new LinkedHashMap<>();
    for (String line : lines(vulnerable)) {
      String[] words = line.split(" ", 3);
      goodFrom.put(words[0], words[1]);
    }
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 5) {
      System.err.println("Usage: java CheckRelease.java REPOSITORY VERSION LICENCES VULNERABLE ARTIFACT...");
      System.exit(2);
    }
    CheckRelease check = new CheckRelease(Path.of(args[0]), args[1], Path.of(args[2]), Path.of(args[3]));
    List<String> artifacts = Arrays.asList(args).subList(4, args.length);
    for (String artifact : artifacts) {
      check.artifact(artifact);
    }
    check.nothingElse(artifacts);
    check.billOfMaterials(artifacts);
    check.problems.forEach(problem -> System.err.println("Not fit to be published: " + problem));
    if (!check.problems.isEmpty()) {
      System.exit(1);
    }
    System.out.println("== " + artifacts.size() + " artifacts, " + check.checks + " checks: fit to be published.");
  }

  private void artifact(String artifact) throws Exception {
    Path folder = repository.resolve(GROUP.replace('.', '/')).resolve(artifact).resolve(version);
    String base = artifact + "-" + version;
    Path pomFile = folder.resolve(base + ".pom");
    if (!Files.exists(pomFile)) {
      expect(false, artifact + ": there is no POM " + pomFile);
      return;
    }
    Document pom = parse(Files.readAllBytes(pomFile));
    pom(artifact, pom, Files.readString(pomFile));
    List<String> files = new ArrayList<>(List.of(base + ".pom", base + "-cyclonedx.json", base + "-cyclonedx.xml"));
    if (!"pom".equals(text(pom, "/project/packaging"))) {
      files.addAll(List.of(base + ".jar", base + "-sources.jar", base + "-javadoc.jar"));
      jar(artifact, folder.resolve(base + ".jar"));
    }
    for (String file : files) {
      expect(Files.exists(folder.resolve(file)), artifact + ": " + file + " is missing");
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.sorted().toList()) {
        companions(artifact, file);
      }
    }
    Path sbom = folder.resolve(base + "-cyclonedx.xml");
    if (Files.exists(sbom)) {
      sbom(artifact, parse(Files.readAllBytes(sbom)));
    }
  }

  private void pom(String artifact, Document pom, String source) throws Exception {
    for (String wanted :
        List.of("modelVersion", "groupId", "artifactId", "version", "name", "description", "url", "licenses/license/name",
            "licenses/license/url", "developers/developer/name", "scm/connection", "scm/developerConnection", "scm/url",
            "issueManagement/url")) {
      expect(!text(pom, "/project/" + wanted).isBlank(), artifact + ": the POM has no " + wanted);
    }
    expect(version.equals(text(pom, "/project/version")), artifact + ": the POM is of another version");
    for (String unwanted : List.of("parent", "repositories", "pluginRepositories", "distributionManagement", "build", "profiles")) {
      expect(text(pom, "count(/project/" + unwanted + ")").equals("0"), artifact + ": the POM has " + unwanted);
    }
    expect(!source.contains("SNAPSHOT"), artifact + ": the POM names a SNAPSHOT");
    expect(!source.contains("${"), artifact + ": the POM has a property that isn't resolved");
    expect(text(pom, "count(//dependency[scope='test'])").equals("0"), artifact + ": the POM has test dependencies");
    expect(text(pom, "count(//dependency[not(version)])").equals("0"), artifact + ": a dependency has no version");
    for (String url : List.of("url", "scm/url", "issueManagement/url", "licenses/license/url")) {
      expect(text(pom, "/project/" + url).startsWith("https://"), artifact + ": " + url + " of the POM is no https address");
    }
  }

  private void jar(String artifact, Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      for (String wanted : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
        expect(jar.getEntry(wanted) != null, artifact + ": " + wanted + " is missing in the jar");
      }
      var attributes = jar.getManifest().getMainAttributes();
      expect(attributes.getValue("Automatic-Module-Name") != null, artifact + ": the jar has no Automatic-Module-Name");
      expect(version.equals(attributes.getValue("Implementation-Version")), artifact + ": the manifest is of another version");
      expect(attributes.getValue("Built-By") == null, artifact + ": the manifest says who built it");
      for (var entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        byte[] head;
        try (InputStream in = jar.getInputStream(entry)) {
          head = in.readNBytes(8);
        }
        expect(head[7] == 61, artifact + ": " + entry.getName() + " is not for Java 17");
        expect(entry.getName().startsWith("dev/sentinelauth/"), artifact + ": " + entry.getName() + " is somebody else's");
      }
    }
  }

  /** Checksums and a signature that is good by the key ring at hand. */
  private void companions(String artifact, Path file) throws Exception {
    String name = file.getFileName().toString();
    if (name.endsWith(".md5") || name.endsWith(".sha1") || name.endsWith(".asc")) {
      return;
    }
    byte[] content = Files.readAllBytes(file);
    for (Map.Entry<String, String> sum : Map.of("md5", "MD5", "sha1", "SHA-1").entrySet()) {
      Path beside = file.resolveSibling(name + "." + sum.getKey());
      String right = HexFormat.of().formatHex(MessageDigest.getInstance(sum.getValue()).digest(content));
      expect(Files.exists(beside) && Files.readString(beside).strip().startsWith(right),
          artifact + ": " + beside.getFileName() + " is missing or wrong");
    }
    Path signature = file.resolveSibling(name + ".asc");
    expect(Files.exists(signature) && verifies(signature, file), artifact + ": " + name + " has no good signature");
  }

  private static boolean verifies(Path signature, Path file) throws Exception {
    Process gpg =
        new ProcessBuilder("gpg", "--batch", "--quiet", "--verify", signature.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    gpg.getInputStream().readAllBytes();
    return gpg.waitFor() == 0;
  }

  private void sbom(String artifact, Document sbom) throws Exception {
    NodeList components =
        (NodeList) xpath("/*[local-name()='bom']/*[local-name()='components']/*[local-name()='component']")
            .evaluate(sbom, XPathConstants.NODESET);
    for (int i = 0; i < components.getLength(); i++) {
      Object component = components.item(i);
      String name = at(component, "*[local-name()='group']") + ":" + at(component, "*[local-name()='name']");
      String its = at(component, "*[local-name()='version']");
      if (!name.startsWith(GROUP + ":")) {
        licence(artifact, name, component);
      }
      String good = goodFrom.get(name);
      expect(good == null || compare(its, good) >= 0,
          artifact + ": " + name + " " + its + " has known vulnerabilities; " + good + " has not");
    }
  }

  /** One of several is enough: a choice is the licensee's. */
  private void licence(String artifact, String name, Object component) throws Exception {
    NodeList ids =
        (NodeList)
            xpath("*[local-name()='licenses']//*[local-name()='id' or local-name()='name' or local-name()='expression']")
                .evaluate(component, XPathConstants.NODESET);
    Set<String> its = new TreeSet<>();
    for (int i = 0; i < ids.getLength(); i++) {
      its.addAll(List.of(ids.item(i).getTextContent().strip().split(" (?:OR|AND) ")));
    }
    expect(its.stream().anyMatch(licences::contains), artifact + ": the licence of " + name + " is not on the list: " + its);
  }

  /** It has all artifacts but itself, in this version, and nothing else. */
  private void billOfMaterials(List<String> artifacts) throws Exception {
    String name = "sentinel-auth-bom";
    Path folder = repository.resolve(GROUP.replace('.', '/')).resolve(name).resolve(version);
    Document bom = parse(Files.readAllBytes(folder.resolve(name + "-" + version + ".pom")));
    String managed = "/project/dependencyManagement/dependencies/dependency";
    for (String artifact : artifacts) {
      if (!artifact.equals(name)) {
        String its = text(bom, managed + "[artifactId='" + artifact + "']/version");
        expect(version.equals(its), name + ": " + artifact + " is there in version '" + its + "'");
      }
    }
    expect(text(bom, "count(" + managed + ")").equals(String.valueOf(artifacts.size() - 1)), name + " has other things too");
  }

  private void nothingElse(List<String> artifacts) throws IOException {
    try (Stream<Path> all = Files.list(repository.resolve(GROUP.replace('.', '/')))) {
      for (Path folder : all.toList()) {
        String name = folder.getFileName().toString();
        expect(artifacts.contains(name), name + " is not to be published");
      }
    }
  }

  private void expect(boolean holds, String problem) {
    checks++;
    if (!holds) {
      problems.add(problem);
    }
  }

  /** By the numbers in them; what stands behind the numbers doesn't count. */
  private static int compare(String one, String other) {
    List<Integer> first = numbers(one);
    List<Integer> second = numbers(other);
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      int difference =
          Integer.compare(i < first.size() ? first.get(i) : 0, i < second.size() ? second.get(i) : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static List<Integer> numbers(String version) {
    return Stream.of(version.split("[.-]")).takeWhile(part -> part.matches("\\d{1,9}")).map(Integer::valueOf).toList();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file, UTF_8).stream().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
  }

  private static Document parse(byte[] xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setNamespaceAware(false);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
  }

  private static javax.xml.xpath.XPathExpression xpath(String path) throws Exception {
    return XPathFactory.newInstance().newXPath().compile(path);
  }

  private static String text(Document document, String path) throws Exception {
    return xpath(path).evaluate(document).strip();
  }

  private static String at(Object node, String path) throws Exception {
    return xpath(path).evaluate(node).strip();
  }
}
