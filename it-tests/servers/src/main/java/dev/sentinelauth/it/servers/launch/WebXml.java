package dev.sentinelauth.it.servers.launch;

import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What of an unpacked web application Undertow has to be told; as much as ours have in them. */
final class WebXml {
  private final Element root;
  private final DeploymentInfo deployment;
  private final ClassLoader loader;

  private WebXml(Element root, DeploymentInfo deployment, ClassLoader loader) {
    this.root = root;
    this.deployment = deployment;
    this.loader = loader;
  }

  static DeploymentInfo deployment(String contextPath, Path directory) throws Exception {
    ClassLoader loader = loader(directory);
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(loader)
            .setContextPath(contextPath)
            .setDeploymentName(contextPath)
            .setResourceManager(new PathResourceManager(directory));
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(directory.resolve("WEB-INF/web.xml").toFile())
            .getDocumentElement();
    WebXml webXml = new WebXml(root, deployment, loader);
    webXml.filters();
    webXml.servlets();
    for (Element parameter : webXml.elements(root, "context-param")) {
      deployment.addInitParameter(text(parameter, "param-name"), text(parameter, "param-value"));
    }
    for (Element page : webXml.elements(root, "error-page")) {
      deployment.addErrorPage(
          Servlets.errorPage(text(page, "location"), Integer.parseInt(text(page, "error-code"))));
    }
    List<Class<?>> classes = classes(directory.resolve("WEB-INF/classes"), loader);
    webXml.initializers(classes);
    webXml.sockets(classes);
    return deployment;
  }

  private static ClassLoader loader(Path directory) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(directory.resolve("WEB-INF/classes").toUri().toURL());
    try (Stream<Path> jars = Files.list(directory.resolve("WEB-INF/lib"))) {
      for (Path jar : jars.toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), WebXml.class.getClassLoader());
  }

  private static List<Class<?>> classes(Path directory, ClassLoader loader) throws Exception {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = directory.relativize(file).toString().replace('/', '.');
        classes.add(loader.loadClass(name.substring(0, name.length() - ".class".length())));
      }
    }
    return classes;
  }

  private void filters() throws ClassNotFoundException {
    for (Element element : elements(root, "filter")) {
      String name = text(element, "filter-name");
      FilterInfo filter =
          Servlets.filter(name, type(element, "filter-class").asSubclass(Filter.class));
      filter.setAsyncSupported(true);
      for (Element parameter : elements(element, "init-param")) {
        filter.addInitParam(text(parameter, "param-name"), text(parameter, "param-value"));
      }
      deployment.addFilter(filter);
    }
    for (Element mapping : elements(root, "filter-mapping")) {
      String name = text(mapping, "filter-name");
      List<Element> dispatchers = elements(mapping, "dispatcher");
      for (Element pattern : elements(mapping, "url-pattern")) {
        if (dispatchers.isEmpty()) {
          deployment.addFilterUrlMapping(name, pattern.getTextContent(), DispatcherType.REQUEST);
        }
        for (Element dispatcher : dispatchers) {
          deployment.addFilterUrlMapping(
              name,
              pattern.getTextContent(),
              DispatcherType.valueOf(dispatcher.getTextContent().strip()));
        }
      }
    }
  }

  private void servlets() throws ClassNotFoundException {
    Map<String, ServletInfo> servlets = new LinkedHashMap<>();
    for (Element element : elements(root, "servlet")) {
      String name = text(element, "servlet-name");
      ServletInfo servlet =
          Servlets.servlet(name, type(element, "servlet-class").asSubclass(Servlet.class));
      servlet.setAsyncSupported(true);
      for (Element parameter : elements(element, "init-param")) {
        servlet.addInitParam(text(parameter, "param-name"), text(parameter, "param-value"));
      }
      servlets.put(name, servlet);
      deployment.addServlet(servlet);
    }
    for (Element mapping : elements(root, "servlet-mapping")) {
      ServletInfo servlet = servlets.get(text(mapping, "servlet-name"));
      if (servlet != null) {
        elements(mapping, "url-pattern").forEach(p -> servlet.addMapping(p.getTextContent()));
      }
    }
  }

  private void initializers(List<Class<?>> classes) {
    for (ServletContainerInitializer found :
        ServiceLoader.load(ServletContainerInitializer.class, loader)) {
      HandlesTypes wanted = found.getClass().getAnnotation(HandlesTypes.class);
      Set<Class<?>> handled =
          classes.stream()
              .filter(type -> wanted != null && isHandled(type, wanted.value()))
              .collect(Collectors.toSet());
      deployment.addServletContainerInitializer(
          new ServletContainerInitializerInfo(found.getClass(), handled));
    }
  }

  private static boolean isHandled(Class<?> type, Class<?>[] wanted) {
    return Stream.of(wanted)
        .anyMatch(
            one ->
                one.isAnnotation()
                    ? type.isAnnotationPresent(one.asSubclass(Annotation.class))
                    : one.isAssignableFrom(type));
  }

  private void sockets(List<Class<?>> classes) {
    WebSocketDeploymentInfo sockets = new WebSocketDeploymentInfo();
    List<Class<?>> endpoints =
        classes.stream().filter(type -> type.isAnnotationPresent(ServerEndpoint.class)).toList();
    endpoints.forEach(sockets::addEndpoint);
    if (!endpoints.isEmpty()) {
      deployment.addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets);
    }
  }

  private Class<?> type(Element element, String name) throws ClassNotFoundException {
    return loader.loadClass(text(element, name));
  }

  private List<Element> elements(Element parent, String name) {
    List<Element> elements = new ArrayList<>();
    NodeList children = parent.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element element && element.getTagName().equals(name)) {
        elements.add(element);
      }
    }
    return elements;
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent().strip();
  }
}
