import MTASTS
import MXResolver
import MailAddressing
import Testing

/// What survives a restart, and what somebody achieves who keeps records and policies from us.
@Suite(.timeLimit(.minutes(15)))
struct MTASTSResolverRestartTests {
    private let village = Village()
    private let clock = CivilClock()
    private let storage = MemoryPolicyStorage()
    private let log = EventLog()
    private let name = domain("example.com")

    private func open(_ storage: (any PolicyStorage)? = nil) async -> MTASTSResolver {
        await MTASTSResolver.open(
            storage ?? self.storage, records: village, fetcher: village, clock: clock.clock, events: log.append)
    }

    /// Ways in which somebody keeps a policy from us.
    enum Attack: CaseIterable, CustomTestStringConvertible {
        case recordDenied
        case recordLost
        case recordDoubled
        case policyUnreachable
        case certificateWrong
        case policyMalformed
        case otherIdentifierAndUnreachable

        var testDescription: String { "\(self)" }

        func carryOut(in village: Village, on name: String) {
            let malformed = PolicyTextError(.malformedLine, inLine: 1)
            village.serve(failed(domain(name), .connection), of: name)
            switch self {
            case .recordDenied: village.publish(.noSuchDomain, of: name)
            case .recordLost: village.publish(.temporaryFailure("time-out"), of: name)
            case .recordDoubled:
                village.publish(.records([Array("v=STSv1; id=a".utf8), Array("v=STSv1; id=b".utf8)]), of: name)
            case .policyUnreachable: break
            case .certificateWrong: village.serve(failed(domain(name), .certificate), of: name)
            case .policyMalformed: village.serve(failed(domain(name), .malformed(malformed)), of: name)
            case .otherIdentifierAndUnreachable: village.publish(record("b"), of: name)
            }
        }
    }

    @Test("a policy that is known is enforced until it expires, over a restart too", arguments: Attack.allCases)
    func resistsDowngrades(attack: Attack) async {
        village.settle("example.com", "a", policy())
        var resolver = await open()
        #expect(await resolver.policy(for: name).policy == policy())
        await resolver.shutdown()
        attack.carryOut(in: village, on: "example.com")
        for day in 0..<7 {
            resolver = await open()
            for _ in 0..<24 {
                #expect(await resolver.policy(for: name).policy == policy(), "day \(day)")
                await until { resolver.statistics.underWay == 0 }
                clock.advance(by: 3_600)
            }
            await resolver.shutdown()
        }
        resolver = await open()
        #expect(await resolver.policy(for: name).policy == nil)
        await resolver.flush()
        #expect(storage.load().isEmpty)
        let expired = log.events.contains { if case .removed(_, .expired) = $0 { true } else { false } }
        #expect(expired)
    }

    @Test("at first contact there is no protection, and the answer says why", arguments: Attack.allCases)
    func saysThatFirstContactIsUnprotected(attack: Attack) async {
        village.settle("example.com", "a", policy())
        attack.carryOut(in: village, on: "example.com")
        let resolver = await open()
        let answer = await resolver.policy(for: name)
        #expect(answer.policy == nil)
        switch attack {
        case .recordDenied: #expect(answer == .none(.notPublished(.noSuchDomain)))
        case .recordLost: #expect(answer == .none(.lookupFailed("time-out")))
        case .recordDoubled: #expect(answer == .none(.notPublished(.severalRecords(2))))
        default:
            guard case .none(.fetchFailed(let failure)) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(answer.explanation.contains("\(failure)"))
        }
        #expect(!answer.explanation.isEmpty)
    }

    @Test("a failed renewal is reported, and the answer says so")
    func reportsTrouble() async {
        village.settle("example.com", "a", policy())
        let resolver = await open()
        #expect(await resolver.policy(for: name).explanation.contains("holds until 2023-11-21T22:13:20Z"))
        village.serve(failed(name, .certificate), of: "example.com")
        clock.advance(by: 86_400)
        _ = await resolver.recheckedPolicy(for: name)
        let answer = await resolver.policy(for: name)
        #expect(answer.policy == policy())
        #expect(answer.explanation.contains("could not be renewed"))
        let stored = StoredPolicy(domain: name, id: "a", policy: policy(), fetchedAt: 1_700_000_000)
        #expect(log.events.last == .renewalFailed(stored, .fetch(PolicyFetchFailure(.certificate, of: name))))
    }

    @Test("a restart forgets no policy, and asks nobody for what holds")
    func survivesRestarts() async {
        let names = (0..<50).map { "domain\($0).test" }
        for (number, name) in names.enumerated() {
            village.settle(name, "id\(number)", policy(.enforce, ["mx.\(name)"]))
        }
        let first = await open()
        for name in names { _ = await first.policy(for: domain(name)) }
        await first.shutdown()
        #expect(storage.load().count == 50)
        clock.advance(by: 3_600)
        let second = await open()
        #expect(second.policies == first.policies)
        for (number, name) in names.enumerated() {
            guard case .policy(let stored, trouble: nil) = await second.policy(for: domain(name)) else {
                Issue.record("\(name) was forgotten")
                continue
            }
            #expect(stored.id == "id\(number)")
            #expect(stored.fetchedAt == clock.now - 3_600)
        }
        await until { second.statistics.underWay == 0 }
        #expect(names.allSatisfy { village.counts($0) == [2, 1] })
    }

    @Test("the storage has what holds: renewals are saved, withdrawn and expired policies are removed")
    func keepsTheStorageInStep() async {
        let resolver = await open()
        village.settle("a.test", "a", policy())
        village.settle("b.test", "a", policy())
        village.settle("c.test", "a", policy(maximumAge: 100))
        village.settle("d.test", "a", policy(.none, []))
        for name in ["a.test", "b.test", "c.test", "d.test"] { _ = await resolver.policy(for: domain(name)) }
        await resolver.flush()
        #expect(storage.load().map(\.domain.text) == ["a.test", "b.test", "c.test"])
        village.settle("a.test", "b", policy(.testing))
        village.settle("b.test", "b", policy(.none, []))
        village.publish(.noRecord, of: "c.test")
        clock.advance(by: 300)
        for name in ["a.test", "b.test", "c.test"] { _ = await resolver.recheckedPolicy(for: domain(name)) }
        await resolver.flush()
        #expect(storage.load().map(\.domain.text) == ["a.test"])
        #expect(storage.load().map(\.policy) == [policy(.testing)])
        #expect(storage.load().map(\.fetchedAt) == [clock.now])
    }
}
