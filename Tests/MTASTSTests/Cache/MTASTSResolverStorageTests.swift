import MTASTS
import MXResolver
import MailAddressing
import MailCryptography
import Testing

/// Storages that fail, or take their time.
@Suite(.timeLimit(.minutes(15)))
struct MTASTSResolverStorageTests {
    /// A storage that fails when it is told to, and says what it was asked.
    private final class Moody: PolicyStorage {
        struct Mood: Error, CustomStringConvertible {
            let description: String
        }

        let state = LockedBox(
            (fails: true, calls: [String](), gates: [CheckedContinuation<Void, Never>](), isSlow: false))
        let policies: [StoredPolicy]

        init(_ policies: [StoredPolicy] = [], fails: Bool = true) {
            self.policies = policies
            state.withLock { $0.fails = fails }
        }

        var calls: [String] { state.withLock { $0.calls } }

        func load() async throws -> [StoredPolicy] {
            try await call("load")
            return policies
        }

        func save(_ policy: StoredPolicy) async throws { try await call("save \(policy.domain) \(policy.id)") }

        func remove(_ domain: DomainName) async throws { try await call("remove \(domain)") }

        private func call(_ name: String) async throws {
            let (fails, isSlow) = state.withLock { state in
                state.calls.append(name)
                return (state.fails, state.isSlow)
            }
            if isSlow {
                await withCheckedContinuation { gate in state.withLock { $0.gates.append(gate) } }
            }
            if fails { throw Mood(description: "disk\nfull") }
        }
    }

    private let village = Village()
    private let clock = CivilClock()
    private let log = EventLog()
    private let name = domain("example.com")

    private func open(_ storage: any PolicyStorage) async -> MTASTSResolver {
        await MTASTSResolver.open(storage, records: village, fetcher: village, clock: clock.clock, events: log.append)
    }

    @Test("a storage that always fails fails no call, and each failure is reported in one line")
    func outlivesTheStorage() async {
        let resolver = await open(Moody())
        #expect(log.events == [.storageFailed(.load, "disk?full")])
        village.settle("example.com", "a", policy())
        #expect(await resolver.policy(for: name).policy == policy())
        await resolver.flush()
        #expect(log.events.last == .storageFailed(.save(name), "disk?full"))
        village.settle("example.com", "b", policy(.none, []))
        clock.advance(by: 300)
        #expect(await resolver.recheckedPolicy(for: name) == .none(.modeNone))
        await resolver.flush()
        #expect(log.events.last == .storageFailed(.remove(name), "disk?full"))
        #expect(resolver.statistics.unsaved == 0)
    }

    @Test("a slow storage holds up no caller, and is told one thing at a time and only the latest")
    func waitsForNoStorage() async {
        let storage = Moody(fails: false)
        let resolver = await open(storage)
        storage.state.withLock { $0.isSlow = true }
        for id in ["a", "b", "c"] {
            for name in ["one.test", "two.test"] {
                village.settle(name, id, policy())
                #expect(await resolver.recheckedPolicy(for: domain(name)).policy == policy())
                // The storage is busy from the first one on.
                await until { storage.state.withLock { $0.gates.count } == 1 }
            }
            clock.advance(by: 60)
        }
        #expect(storage.calls == ["load", "save one.test a"])
        storage.state.withLock { $0.isSlow = false }
        let isFlushed = LockedBox(false)
        let flush = Task {
            await resolver.flush()
            isFlushed.withLock { $0 = true }
        }
        await letOthersRun()
        #expect(!isFlushed.withLock { $0 })
        for gate in storage.state.withLock({ $0.gates }) { gate.resume() }
        await flush.value
        #expect(storage.calls == ["load", "save one.test a", "save two.test c", "save one.test c"])
    }

    @Test("what a storage kept too long is removed from it")
    func clearsTheStorage() async {
        let old = StoredPolicy(domain: name, id: "a", policy: policy(), fetchedAt: clock.now - 604_800)
        let none = StoredPolicy(domain: domain("none.test"), id: "a", policy: policy(.none, []), fetchedAt: clock.now)
        let storage = Moody([old, none], fails: false)
        let resolver = await open(storage)
        await resolver.flush()
        #expect(resolver.policies.isEmpty)
        #expect(Set(storage.calls) == ["load", "remove example.com", "remove none.test"])
    }

    @Test("of more policies than may be kept, the last ones fetched are, and the storage forgets the others")
    func boundsWhatIsLoaded() async {
        let policies = (0..<30).map { number in
            StoredPolicy(
                domain: domain("domain\(number).test"), id: "a", policy: policy(), fetchedAt: clock.now - Int64(number))
        }
        let storage = MemoryPolicyStorage(policies)
        let options = MTASTSResolver.Options(limits: PolicyTable.Limits(domains: 10))
        let resolver = await MTASTSResolver.open(
            storage, records: village, fetcher: village, options: options, clock: clock.clock)
        await resolver.flush()
        #expect(Set(resolver.policies) == Set(policies.prefix(10)))
        #expect(Set(storage.load()) == Set(policies.prefix(10)))
    }

    @Test("a shutdown answers who waits, ends all searches, and leaves what is known")
    func shutsDown() async {
        let resolver = await open(MemoryPolicyStorage())
        village.settle("example.com", "a", policy())
        #expect(await resolver.policy(for: name).policy == policy())
        let patient = Patient()
        let slow = MTASTSResolver(records: village, fetcher: patient, clock: clock.clock)
        village.settle("slow.test", "a", policy())
        let waiting = Task { await slow.policy(for: domain("slow.test")) }
        await until { slow.statistics.fetches == 1 && slow.statistics.callers == 1 }
        await slow.shutdown()
        #expect(await waiting.value == .none(.cancelled))
        #expect(slow.statistics.underWay == 0 && slow.statistics.fetches == 0)
        #expect(await slow.policy(for: domain("slow.test")) == .none(.cancelled))
        await resolver.shutdown()
        await resolver.shutdown()
        clock.advance(by: 3_600)
        #expect(await resolver.policy(for: name).policy == policy())
        #expect(await resolver.recheckedPolicy(for: name).trouble == .notFinished)
        #expect(await resolver.recheckedPolicy(for: domain("absent.test")) == .none(.cancelled))
        #expect(resolver.statistics.underWay == 0)
    }

    @Test("a shutdown that comes while searches begin ends them all", arguments: UInt64(1)...20)
    func shutsDownWhileSearchesBegin(seed: UInt64) async {
        let resolver = MTASTSResolver(records: village, fetcher: Patient(), clock: clock.clock)
        let names = (0..<20).map { "domain\($0).test" }
        for name in names { village.settle(name, "a", policy()) }
        let tasks = names.map { name in Task { await resolver.policy(for: domain(name)) } }
        for _ in 0..<seed { await Task.yield() }
        await resolver.shutdown()
        #expect(resolver.statistics.underWay == 0)
        for task in tasks { #expect(await task.value == .none(.cancelled)) }
        #expect(resolver.statistics.underWay == 0)
        await until { resolver.statistics.fetches == 0 && clock.sleeperCount == 0 }
    }

    /// Fetches for ever, or until it is cancelled.
    private struct Patient: PolicyFetcher {
        func fetch(for domain: DomainName) async -> PolicyFetch {
            let (stream, _) = AsyncStream.makeStream(of: Void.self)
            for await _ in stream {}
            return .failed(PolicyFetchFailure(.cancelled, of: domain))
        }
    }
}
