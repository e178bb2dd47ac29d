package dev.sentinelauth.emulator;

import java.util.EnumMap;
import java.util.Map;

/** What serves the requests to one endpoint. */
@FunctionalInterface
interface Resource {

  /**
   * Answers a request.
   *
   * @param host the host that was asked
   * @param accountId from the path; empty where the endpoint's path has none
   */
  Reply answer(SentinelHost host, String accountId, RecordedRequest request) throws OAuthError;

  /** The same for requests of one method; all others are answered 405. */
  default Resource only(String method) {
    return (host, accountId, request) ->
        request.method().equals(method)
            ? answer(host, accountId, request)
            : Reply.methodNotAllowed(method);
  }

  /** What serves all the endpoints of one emulator. */
  static Map<Endpoint, Resource> all(Realm realm, Grants grants) {
    LoginEndpoints login = new LoginEndpoints(realm, grants);
    Resource jwks =
        (host, account, request) -> Reply.of(200).body("application/json", host.keys().document());
    Resource install =
        (host, account, request) ->
            Reply.json(201, realm.install(account, request.body()).toDocument()).noStore();
    Resource authorize = login::authorize;
    Map<Endpoint, Resource> all = new EnumMap<>(Endpoint.class);
    all.put(Endpoint.DOMAIN_API, new DomainApi(realm).only("GET"));
    all.put(Endpoint.APP_TOKEN, new AppTokenEndpoint(realm).only("POST"));
    all.put(Endpoint.JWKS, jwks.only("GET"));
    all.put(Endpoint.CONSUMER, new ConsumerEndpoint(realm).only("POST"));
    all.put(Endpoint.AUTHORIZE, authorize.only("GET"));
    all.put(Endpoint.LOGIN, login::login);
    all.put(Endpoint.TOKEN, new TokenEndpoint(realm, grants).only("POST"));
    all.put(Endpoint.REGISTRATION, install.only("POST"));
    return all;
  }
}
