import DeliveryQueue
import Testing

@testable import ReferenceServer

@Suite("The checks of a server")
struct HealthCheckTests {
    private let clock = FixedClock(seconds: 1_000)

    @Test("find the store well while it takes mail, and say why it does not")
    func store() async {
        #expect(await HealthCheck.store { () throws(QueueStoreError) in }.look() == .good("The store takes new mail"))
        let full = HealthCheck.store { () throws(QueueStoreError) in throw QueueStoreError(.queueFull, "It is full") }
        #expect(await full.look() == .bad("New mail is refused for now: It is full"))
    }

    @Test(
        "find listeners well while all are open",
        arguments: [
            ([("127.0.0.1:25", true), ("[::1]:25", true)], .good("Listening on 127.0.0.1:25, [::1]:25")),
            ([("127.0.0.1:25", true), ("[::1]:25", false)], .bad("Nobody listens on [::1]:25")),
            ([], .bad("There is no listener")),
        ] as [([(String, Bool)], HealthCheck.Finding)])
    func listeners(all: [(String, Bool)], finding: HealthCheck.Finding) async {
        let check = HealthCheck.listeners { all.map { (place: $0.0, isOpen: $0.1) } }
        #expect(await check.look() == finding)
    }

    @Test(
        "find the disk well while there is more than is kept",
        arguments: [(65, true), (64, true), (63, false), (0, false), (nil, true)] as [(Int?, Bool)])
    func disk(free: Int?, isGood: Bool) async {
        let check = HealthCheck.disk("/data", reserve: 64, disk: DiskRoom(free: { _ in free }))
        #expect(await check.look().isGood == isGood)
    }

    @Test(
        "find certificates well while all are good",
        arguments: [
            ([(0, 2_000), (0, 1_500)], true, "1970-01-01T00:25:00.000Z"), ([(0, 2_000), (0, 999)], false, "has ended"),
            ([(0, 1_000)], true, "good until"), ([(1_001, 2_000)], false, "not good before"),
            ([], true, "no certificate"),
            ([(.min, .max)], true, "good until"), ([(.min, .min)], false, "has ended"),
        ] as [([(Int64, Int64)], Bool, String)])
    func certificates(spans: [(Int64, Int64)], isGood: Bool, words: String) async {
        let shown = ShownCertificates(spans.map { .init(name: "mx.example", notBefore: $0.0, notAfter: $0.1) })
        let finding = await HealthCheck.certificates(shown, clock: clock).look()
        #expect(finding.isGood == isGood)
        #expect(finding.sentence.contains(words))
    }

    @Test("make a server ready when all of them find it well")
    func report() async {
        let (good, bad) = (HealthCheck("a") { .good("Well") }, HealthCheck("b") { .bad("Not well") })
        #expect(await HealthReport(asking: []).isReady)
        #expect(await HealthReport(asking: [good]).status == "ready")
        let report = await HealthReport(asking: [good, bad, good])
        #expect(!report.isReady && report.status == "not ready")
        #expect(report.checks.map(\.ok) == [true, false, true])
    }
}
