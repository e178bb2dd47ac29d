package dev.sentinelauth.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Java snippets of the pages, compiled as they stand there. */
public final class ReadmeSnippets {
  private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

  private ReadmeSnippets() {}

  /** Compiles all of them, warnings being errors, and leaves sources and classes there. */
  public static void compile(Pages pages, Path classes) throws IOException {
    Files.createDirectories(classes);
    List<Path> sources = new ArrayList<>();
    for (String snippet : pages.everything().blocks("java")) {
      Matcher name = CLASS.matcher(snippet);
      assertThat(name.find()).as(snippet).isTrue();
      Path source = classes.resolve(name.group(1) + ".java");
      sources.add(Files.writeString(source, snippet));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-proc:none",
              "-Xlint:all,-serial,-classfile",
              "-Werror",
              "-classpath",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  output, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(output.toString()).isTrue();
    }
  }
}
