package dev.sentinelauth.bench;

import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The whole decision about a request: path, route, header, remembered token, account, scope. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RequestBenchmark {
  private static final int TOKENS = 64;

  /** Of {@code sentinel.audit}: with {@code all}, each decision is a line of a file. */
  @Param({"off", "all"})
  String audit;

  private Sentinel sentinel;
  private RequestAuthenticator authenticator;
  private List<List<String>> authorization;

  @Setup
  public void setUp() {
    Material material = Material.read();
    sentinel =
        material.sentinel(
            "route.send.path", "/api/account/{account}/messages/*",
            "route.send.scopes", "msg.consumer",
            "audit", audit);
    authenticator = sentinel.requestAuthenticator();
    authorization =
        Arrays.stream(material.tokens(TOKENS)).map(token -> List.of("Bearer " + token)).toList();
    if (!(judge(0) instanceof Verdict.Accepted)) {
      throw new IllegalStateException("refused");
    }
  }

  @TearDown
  public void tearDown() {
    sentinel.close();
  }

  @Benchmark
  public Verdict authenticate(ProcessorTime time) {
    return judge(time.next(TOKENS));
  }

  private Verdict judge(int token) {
    return authenticator.authenticate(
        "POST", "/api/account/" + Fixture.ACCOUNT + "/messages/42", "", authorization.get(token));
  }
}
