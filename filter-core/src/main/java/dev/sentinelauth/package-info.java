/**
 * Verification of LivePerson Sentinel AppJWTs, inbound and outbound, and logins of users, as plain
 * values: for applications, and for the adapters that stand in front of them.
 *
 * <p>Inbound: an adapter gives {@link dev.sentinelauth.RequestAuthenticator} a method, a path and
 * the {@code Authorization} header. The path leads to a route, the header to a token; the token is
 * looked up among those remembered, or taken apart, its claims checked and its signature with a key
 * of the account's Sentinel. What comes back is a {@link dev.sentinelauth.Verdict}.
 *
 * <p>Outbound: {@link dev.sentinelauth.AppJwtSupplier} keeps one live token for each account;
 * {@link dev.sentinelauth.ClientAuthenticator} decides which requests may carry it.
 *
 * <p>Login: {@link dev.sentinelauth.LoginFlow} begins a login, redeems the code that the browser
 * brings, and refreshes the tokens of a {@link dev.sentinelauth.LoggedInUser}.
 *
 * <p>Four packages below {@code internal} know nothing of this one: {@code codec} (bytes and
 * texts), {@code settings} (how they are read), {@code routes} (paths and patterns), {@code remote}
 * (one value that is fetched). The classes of this package have rooms, each of which uses those
 * above it alone. A test holds this map against the code.
 *
 * <pre>
 * room | holds | uses
 * values | AppJwt, TokenVerifier, Verdict, Rejection, Decision, LoggedInUser, IdToken, UserTokens,
 *     SentinelListener, SentinelStatus, AppJwtUnavailableException, ConfigurationException,
 *     InvalidTokenException, KeysUnavailableException, LoginException, HtmlPage | nothing
 * wire | AuthorizationHeader, CompactToken, CompactJws, HeaderCache, Claims, Claimed, Scopes |
 *     codec, values
 * addresses | Hosts, AllowedHosts | settings
 * signatures | TrustedKey, SignatureProvider, SignatureSelfTest, RsaStrength | codec,
 *     settings, wire
 * configuration | SentinelConfig, ConfigSource, ConfigChange, SentinelSettings, ConfigReader,
 *     ReloadReader, RemoteReader, KeysReader, PolicyReader, WebReader, Audit,
 *     ClientReader, LoginReader, NetworkReader, RouteReader, V1PublicKey | settings, routes, remote,
 *     values, addresses, signatures
 * services | Domains, DomainResolver, TokenEndpoint, KeySnapshot, SnapshotContent,
 *     SnapshotFile, SnapshotLock | codec, settings, remote, values, wire, addresses, configuration
 * keys | AccountKeys, KeySets, RemoteJwkSet, UnknownKeyFetches, JwkSet, KeyEntry, JwkSetLog,
 *     SignatureVerifier | codec, remote, values, wire, signatures, configuration, services
 * outbound | Outbound, AppJwtSupplier, ConsumerJwsClient, ClientAuthenticator, OutboundHosts,
 *     RenewalLimit, AppJwtHttpClient, TokenCall, AsyncTokenCall, CallsUnderWay, HeldResponse |
 *     codec, remote, values, wire, addresses, configuration, services
 * verification | AppJwtVerifier, ClaimsPolicy, ClaimInterner, VerifiedTokens, TokenDigest |
 *     codec, values, wire, signatures, configuration, keys
 * login | LoginFlow, LoginContext, AuthorizationRequest, LoginAttempt, CodeRedemption,
 *     SpentAttempts, IdTokens, UserRefresh, RefusedTokens, OtherNodes, TokenMemory | codec,
 *     settings, remote, values, wire, signatures, configuration, services, keys
 * requests | RequestAuthenticator, RequestRules, RequestJudge, RequestPath, RouteDemands,
 *     KeptVerdict, Answers, ResourceMetadata, Decisions, Findings, NoRequest, LoggingContext |
 *     codec, routes, values, wire, configuration, verification
 * entry | Sentinel, Engine, SettingsWatch, Inbound, InboundRules, SharedSentinels,
 *     ApplicationSentinel, ApplicationAttributes, Listeners, RefusalSummary, MicrometerListener,
 *     MicrometerGauges, StartLine, Management, SentinelBean, OpenStatus | codec, settings, routes,
 *     remote, values, signatures, configuration, services, keys, outbound, verification, login,
 *     requests
 * doctor | DoctorMain, DoctorTerminal, DoctorArguments, DoctorUsageException, DoctorOptions,
 *     DoctorReport, DoctorLine, DoctorText, DoctorJson, DoctorTime, DoctorConfiguration,
 *     DoctorSettings, DoctorRoutes, DoctorNetwork, DoctorCure, DoctorClock, DoctorRegion,
 *     DoctorSnapshot, DoctorOnline, DoctorClaims, DoctorCheck, DoctorToken, DoctorExplain,
 *     DoctorTokenFile, DoctorRequest, DoctorCopy, DoctorVerdict, DoctorStep, DoctorExplanation,
 *     DoctorPatient, DoctorKeys, DoctorRouting, DoctorFindings, DoctorRefusal, DoctorDateRefusal,
 *     DoctorShape, DoctorKeyRefusal, DoctorRequestRefusal, DoctorSecondLook, DoctorValues | codec,
 *     settings, routes, remote, values, wire, addresses, signatures, configuration, services,
 *     keys, verification, requests, entry
 * </pre>
 *
 * <p>Some changes begin here: what a token's claims must be, in {@code ClaimsPolicy}; where it says
 * its scopes, in {@code Scopes}; what a refusal looks like, in {@code Answers}; who hears of
 * decisions, in {@link dev.sentinelauth.SentinelListener}, how they are told, in {@code Decisions},
 * and how things stand, in {@link dev.sentinelauth.SentinelStatus}; which requests of other clients
 * carry a token, in {@link dev.sentinelauth.ClientAuthenticator}; which instance is asked, by
 * {@link dev.sentinelauth.ApplicationSentinel}. {@code CONTRIBUTING.md} has the whole table.
 *
 * <p>The doctor is a command line. It is not in the jar that applications depend on, and nobody
 * here knows it.
 *
 * <p>Requests and verification know neither outbound nor login, outbound knows neither of the
 * others, and login shares nothing with inbound but the keys. One name points upwards: {@link
 * dev.sentinelauth.SentinelListener} is told which {@link dev.sentinelauth.Sentinel} starts and
 * ends, and hands it on.
 */
@NullMarked
package dev.sentinelauth;

import org.jspecify.annotations.NullMarked;
