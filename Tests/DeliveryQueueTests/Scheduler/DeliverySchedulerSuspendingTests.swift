import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerSuspendingTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private static let sources = [DeliverySource(name: "one"), DeliverySource(name: "two")]

    /// Six deliveries, of two senders to two domains at two sites.
    private func filled(_ sources: [DeliverySource] = []) -> DeliveryScheduler {
        var scheduler = DeliveryScheduler(configuration: SchedulerConfiguration(sources: sources))
        let all: [(site: String, domain: String, sender: String)] = [
            ("mx.a", "a.com", "x@one.net"), ("mx.a", "a.org", "x@one.net"), ("mx.a", "a.com", "y@one.net"),
            ("mx.b", "mx.b", "x@one.net"), ("mx.b", "mx.b", "y@one.net"), ("mx.b", "b.com", "z@two.net"),
        ]
        for (number, one) in all.enumerated() {
            scheduler.add(
                DeliveryScheduler.Item(
                    message: MessageID(number: Int64(number)), recipients: [0], site: one.site, domain: one.domain,
                    sender: one.sender), due: start)
        }
        return scheduler
    }

    private func numbers(_ deliveries: [DeliveryScheduler.Delivery]) -> Set<Int64> {
        Set(deliveries.map(\.item.message.number))
    }

    private static let cases: [(SuspensionTarget, held: Set<Int64>)] = [
        (.site("mx.a"), [0, 1, 2]), (.site("a.com"), [0, 2]), (.site("b.com"), [5]), (.sender("x@one.net"), [0, 1, 3]),
        (.sender("@one.net"), [0, 1, 2, 3, 4]), (.sender("z@two.net"), [5]), (.source("default"), [0, 1, 2, 3, 4, 5]),
        (.path(source: "default", site: "mx.b"), [3, 4, 5]), (.site("nowhere"), []), (.source("other"), []),
    ]

    @Test(arguments: cases)
    func whatIsSuspendedHoldsUpNothingElseAndGoesOnWhenItIsResumed(target: SuspensionTarget, held: Set<Int64>) {
        var scheduler = filled()
        scheduler.suspend(Suspension(target, because: "a trial", since: start, until: nil))
        #expect(numbers(scheduler.take(at: start)) == Set(0...5).subtracting(held))
        #expect(scheduler.nextWake(at: start) == nil && scheduler.backlog == held.count)
        let isFirst = scheduler.resume(target, at: start)
        let isSecond = scheduler.resume(target, at: start)
        #expect(isFirst && !isSecond)
        #expect(numbers(scheduler.take(at: start)) == held)
    }

    @Test(arguments: cases)
    func aSuspensionEndsByItsTime(target: SuspensionTarget, held: Set<Int64>) {
        var scheduler = filled()
        let end = start + .seconds(60)
        scheduler.suspend(Suspension(target, because: "a trial", since: start, until: end))
        #expect(scheduler.suspensions(at: start).map(\.target) == [target])
        #expect(numbers(scheduler.take(at: start)) == Set(0...5).subtracting(held))
        #expect(scheduler.nextWake(at: start) == (held.isEmpty ? nil : end))
        #expect(scheduler.take(at: end + .milliseconds(-1)).isEmpty)
        #expect(numbers(scheduler.take(at: end)) == held)
        #expect(scheduler.suspensions(at: end).isEmpty)
    }

    @Test(arguments: cases)
    func aSuspensionOutlivesARestartAndSoDoesItsEnd(target: SuspensionTarget, held: Set<Int64>) {
        var scheduler = filled()
        let suspension = Suspension(target, because: "mail täglich", since: start, until: start + .seconds(9))
        scheduler.suspend(suspension)
        let written = scheduler.takeChanges(at: start, limit: 10)
        var next = filled()
        for (key, value) in written {
            let isUnderstood = next.restore(key, value ?? [], at: start)
            #expect(isUnderstood)
        }
        #expect(next.suspensions(at: start) == [suspension])
        #expect(numbers(next.take(at: start)) == Set(0...5).subtracting(held))
        #expect(numbers(next.take(at: start + .seconds(9))) == held)
        let removed = next.takeChanges(at: start + .seconds(9), limit: 10)
        #expect(removed.filter { $0.key.hasPrefix("suspension/") } == written.mapValues { _ in nil })
    }

    @Test func oneThatTakesAnothersPlaceMayEndEarlier() {
        var scheduler = filled()
        scheduler.suspend(Suspension(.site("mx.a"), because: "", since: start, until: nil))
        #expect(numbers(scheduler.take(at: start)) == [3, 4, 5])
        scheduler.suspend(Suspension(.site("mx.a"), because: "", since: start, until: start + .seconds(5)))
        #expect(scheduler.take(at: start).isEmpty)
        #expect(scheduler.nextWake(at: start) == start + .seconds(5))
        #expect(numbers(scheduler.take(at: start + .seconds(5))) == [0, 1, 2])
    }

    @Test func anotherSourceTakesOverForOneThatIsSuspended() {
        var scheduler = filled(Self.sources)
        scheduler.suspend(Suspension(.source("one"), because: "", since: start, until: nil))
        scheduler.suspend(Suspension(.path(source: "two", site: "mx.b"), because: "", since: start, until: nil))
        let taken = scheduler.take(at: start)
        #expect(numbers(taken) == [0, 1, 2] && taken.allSatisfy { $0.source.name == "two" })
        let report = scheduler.report(on: "mx.b", at: start)
        #expect(report.paths.map { $0.limits.count { $0.kind == .suspension && $0.isLimiting } } == [1, 1])
    }

    @Test func whatBecomesReadyWhileItIsSuspendedWaitsToo() {
        var scheduler = filled()
        scheduler.suspend(Suspension(.sender("x@one.net"), because: "", since: start, until: nil))
        scheduler.suspend(Suspension(.site("a.com"), because: "", since: start, until: nil))
        for delivery in scheduler.take(at: start) { scheduler.finished(delivery, .tried(.none), at: start) }
        for (number, domain) in [(10, "a.com"), (11, "a.org")] {
            scheduler.add(
                DeliveryScheduler.Item(
                    message: MessageID(number: Int64(number)), recipients: [0], site: "mx.a", domain: domain,
                    sender: "x@one.net"), due: start)
        }
        #expect(scheduler.take(at: start).isEmpty)
        _ = scheduler.resume(.sender("x@one.net"), at: start)
        #expect(numbers(scheduler.take(at: start)) == [1, 3, 11])
        _ = scheduler.resume(.site("a.com"), at: start)
        #expect(numbers(scheduler.take(at: start)) == [0, 2, 10])
    }

    @Test func oneOfTheSendersThatShareTurnsIsSuspendedByItself() {
        var scheduler = DeliveryScheduler()
        for number in 0..<6 {
            scheduler.add(
                DeliveryScheduler.Item(
                    message: MessageID(number: Int64(number)), recipients: [0], site: "a",
                    sender: "list+\(number % 2)@one.net"), due: start)
        }
        scheduler.suspend(Suspension(.sender("list+1@one.net"), because: "", since: start, until: nil))
        #expect(scheduler.take(at: start).map(\.item.message.number) == [0, 2, 4])
        _ = scheduler.resume(.sender("list+1@one.net"), at: start)
        #expect(scheduler.take(at: start).map(\.item.message.number) == [1, 3])
    }
}
