import MTASTS
import MXResolver
import MailAddressing
import Testing

/// The rules by which a policy holds, is fetched, and is given up.
struct PolicyTableTests {
    private let name = "example.com"
    private let week = policy(maximumAge: 604_800)

    private func stored(_ policy: StrictTransportPolicy, _ id: String = "a", at time: Int64 = 0) -> StoredPolicy {
        StoredPolicy(domain: domain(name), id: id, policy: policy, fetchedAt: TableDesk.start + time)
    }

    @Test("first contact asks the DNS, fetches, and remembers")
    func fetchesAtFirstContact() {
        var desk = TableDesk()
        desk.settle(name, "a", week)
        let answer = MTASTSAnswer.policy(stored(week), trouble: nil)
        #expect(desk.ask(name) == answer)
        #expect(desk.ask(name) == answer)
        #expect([desk.lookups, desk.fetches] == [1, 1])
        #expect(desk.events == [.adopted(stored(week), replacing: nil)])
    }

    private static let gone: [(MTASTSDiscovery, PolicyFetchFailure.Kind?)] = [
        (.none(.noSuchDomain), nil), (.none(.noRecord), nil), (.none(.noCandidate), nil),
        (.none(.severalRecords(2)), nil), (.failed("time-out"), nil), (discovered("a"), .timedOut),
        (discovered("b"), .timedOut), (discovered("b"), .certificate), (discovered("b"), .status(404)),
        (discovered("b"), .malformed(PolicyTextError(.malformedLine, inLine: 1))),
    ]

    @Test("what holds goes on to hold whatever the DNS and the web server say", arguments: gone)
    func holdsUntilItExpires(discovery: MTASTSDiscovery, failure: PolicyFetchFailure.Kind?) {
        var desk = TableDesk()
        desk.settle(name, "a", week)
        desk.ask(name)
        desk.records[domain(name)] = discovery
        if let failure { desk.policies[domain(name)] = failed(domain(name), failure) }
        for _ in 0..<1_008 {
            #expect(desk.ask(name).policy == week)
            desk.now += 600
            if failure == nil { desk.policies[domain(name)] = nil }
        }
        // The week is over to the second.
        #expect(desk.now == TableDesk.start + 604_800)
        #expect(desk.ask(name).policy == nil)
        #expect(desk.stored.isEmpty)
        #expect(
            desk.events.last == .removed(stored(week), .expired)
                || desk.events.contains(.removed(stored(week), .expired)))
    }

    @Test("expires to the second, and is fetched anew under the same id")
    func expiresToTheSecond() {
        var desk = TableDesk(PolicyTable.Limits(refresh: .seconds(3_600)))
        desk.settle(name, "a", policy(maximumAge: 100))
        desk.ask(name)
        desk.now += 99
        #expect(desk.answer(name)?.policy != nil)
        #expect(desk.fetches == 1)
        desk.now += 1
        #expect(desk.answer(name)?.policy == nil)
        #expect(desk.ask(name).policy != nil)
        // The answer of the DNS still counts.
        #expect([desk.lookups, desk.fetches] == [1, 2])
    }

    @Test("an id that stays the same makes nothing hold longer")
    func sameIdentifierExtendsNothing() {
        var desk = TableDesk()
        desk.settle(name, "a", policy(maximumAge: 7_000))
        desk.ask(name)
        for _ in 0..<23 {
            desk.now += 300
            desk.ask(name)
        }
        #expect([desk.lookups, desk.fetches] == [24, 1])
        desk.policies[domain(name)] = nil
        desk.now += 100
        #expect(desk.ask(name) == .none(.fetchFailed(PolicyFetchFailure(.timedOut, of: domain(name)))))
    }

    @Test("another id makes the policy be fetched, and the old one holds until the new one is there")
    func followsTheIdentifier() {
        var desk = TableDesk()
        desk.settle(name, "a", week)
        desk.ask(name)
        let next = policy(.testing, ["other.example.com"])
        desk.settle(name, "b", next)
        desk.now += 299
        #expect(desk.ask(name).policy == week)
        #expect(desk.lookups == 1)
        desk.now += 1
        // This look-up is answered before the new policy is fetched.
        #expect(desk.ask(name).policy == week)
        #expect(desk.ask(name) == .policy(stored(next, "b", at: 300), trouble: nil))
        #expect([desk.lookups, desk.fetches] == [2, 2])
        #expect(desk.events.last == .adopted(stored(next, "b", at: 300), replacing: stored(week)))
    }

    @Test("a new policy that cannot be fetched is tried again after five minutes, or at once under another id")
    func limitsFailedFetches() {
        var desk = TableDesk()
        desk.records[domain(name)] = discovered("a")
        let failure = PolicyFetchFailure(.timedOut, of: domain(name))
        for second: Int64 in [0, 1, 60, 299] {
            desk.now = TableDesk.start + second
            #expect(desk.ask(name) == .none(.fetchFailed(failure)))
        }
        #expect([desk.lookups, desk.fetches] == [1, 1])
        desk.now = TableDesk.start + 300
        #expect(desk.ask(name) == .none(.fetchFailed(failure)))
        #expect([desk.lookups, desk.fetches] == [2, 2])
        desk.records[domain(name)] = discovered("b")
        desk.now += 300
        desk.ask(name)
        desk.records[domain(name)] = discovered("c")
        #expect(desk.table.recheck(domain(name), at: desk.now + 60) == .discover)
        #expect(
            desk.table.note(discovered("c"), of: domain(name), at: desk.now + 60) == .fetch(try! MTASTSRecord(id: "c")))
        #expect(desk.table.note(discovered("b"), of: domain(name), at: desk.now + 61) == .nothing)
    }

    private static let silences: [(MTASTSDiscovery, MTASTSAnswer, Int64)] = [
        (.none(.noSuchDomain), .none(.notPublished(.noSuchDomain)), 300),
        (.none(.severalRecords(3)), .none(.notPublished(.severalRecords(3))), 300),
        (.failed("time-out"), .none(.lookupFailed("time-out")), 60),
    ]

    @Test("a domain without a record is asked about again after a while", arguments: silences)
    func limitsLookups(discovery: MTASTSDiscovery, answer: MTASTSAnswer, seconds: Int64) {
        var desk = TableDesk()
        desk.records[domain(name)] = discovery
        for second in [0, 1, seconds - 1] {
            desk.now = TableDesk.start + second
            #expect(desk.ask(name) == answer)
        }
        #expect([desk.lookups, desk.fetches] == [1, 0])
        desk.now += 1
        desk.settle(name, "a", week)
        #expect(desk.ask(name).policy == week)
        #expect([desk.lookups, desk.fetches] == [2, 1])
    }

    @Test("the mode none takes the policy away, and is not fetched at each look-up")
    func takesNoneForAnAnswer() {
        var desk = TableDesk()
        desk.settle(name, "a", week)
        desk.ask(name)
        for (id, maximumAge): (String, Int) in [("b", 0), ("c", 86_400)] {
            desk.settle(name, id, policy(.none, [], maximumAge: maximumAge))
            desk.now += 300
            desk.ask(name)
            for _ in 0..<10 {
                #expect(desk.ask(name) == .none(.modeNone))
                desk.now += 29
            }
        }
        #expect(desk.stored.isEmpty)
        #expect(desk.events.last == .removed(stored(week), .withdrawn))
        #expect(desk.fetches == 3)
        #expect(desk.renew().isEmpty)
        // A policy that comes back is noticed.
        desk.settle(name, "d", week)
        desk.now += 300
        desk.ask(name)
        #expect(desk.ask(name).policy == week)
    }

    @Test(
        "a policy of less than a minute counts for a minute, so that no mail fetches it again", arguments: [0, 1, 59])
    func keepsTheFleetingForAMinute(maximumAge: Int) {
        var desk = TableDesk()
        let fleeting = policy(.enforce, ["other.example.com"], maximumAge: maximumAge)
        desk.settle(name, "a", fleeting)
        for second: Int64 in [0, 1, 59] {
            desk.now = TableDesk.start + second
            #expect(desk.ask(name) == .policy(stored(fleeting), trouble: nil))
            #expect([desk.lookups, desk.fetches] == [1, 1])
        }
        desk.now += 1
        #expect(desk.ask(name) == .policy(stored(fleeting, at: 60), trouble: nil))
        #expect([desk.lookups, desk.fetches] == [1, 2])
        desk.now += 60
        desk.renew()
        #expect(desk.stored.isEmpty && desk.answer(name)?.policy == nil)
    }

    @Test("a policy of no age takes the place of an earlier one")
    func replacesByTheFleeting() {
        var desk = TableDesk()
        let fleeting = policy(.enforce, ["other.example.com"], maximumAge: 0)
        desk.settle(name, "b", week)
        desk.ask(name)
        desk.settle(name, "c", fleeting)
        desk.now += 300
        desk.ask(name)
        #expect(desk.ask(name).policy == fleeting)
        desk.settle(name, "c", week)
        desk.now += 60
        #expect(desk.ask(name).policy == week)
    }

    private static let troubles: [(MTASTSDiscovery, PolicyFetchFailure.Kind?, String?)] = [
        (.failed("time-out"), nil, "whether there is a newer one could not be looked up: time-out"),
        (discovered("a"), nil, nil), (.none(.noRecord), nil, nil), (discovered("b"), nil, nil),
        (discovered("b"), .certificate, "it could not be renewed: https://mta-sts.example.com"),
        (discovered("b"), .cancelled, nil),
    ]

    @Test("says what keeps it from seeing that there is no newer policy", arguments: troubles)
    func saysWhatFailed(discovery: MTASTSDiscovery, failure: PolicyFetchFailure.Kind?, sentence: String?) {
        var desk = TableDesk()
        desk.settle(name, "a", week)
        #expect(desk.ask(name).trouble == nil)
        desk.records[domain(name)] = discovery
        if let failure { desk.policies[domain(name)] = failed(domain(name), failure) }
        desk.now += 300
        desk.ask(name)
        let trouble = desk.answer(name)?.trouble
        #expect(trouble?.description.prefix(sentence?.count ?? 0) == sentence.map { $0[...] })
        #expect(desk.answer(name)?.policy == week)
        // The domain has come back to what is held.
        desk.records[domain(name)] = discovered("a")
        desk.now += 300
        desk.ask(name)
        #expect(desk.answer(name)?.trouble == nil)
    }

    @Test("a fetch that was cancelled changes nothing")
    func forgetsCancelledFetches() {
        var desk = TableDesk()
        desk.records[domain(name)] = discovered("a")
        desk.policies[domain(name)] = failed(domain(name), .cancelled)
        #expect(desk.ask(name).policy == nil)
        desk.policies[domain(name)] = .policy(week)
        #expect(desk.ask(name).policy == week)
    }

    @Test("what one domain publishes touches no other, though they share their hosts")
    func keepsDomainsApart() {
        var desk = TableDesk()
        let names = ["good.test", "bad.test", "odd.test", "sub.good.test"]
        desk.settle("good.test", "a", policy(.enforce, ["mx.provider.test"]))
        desk.settle("bad.test", "a", policy(.enforce, ["mx.elsewhere.test"]))
        desk.records[domain("odd.test")] = discovered("a")
        for name in names { desk.ask(name) }
        for _ in 0..<20 {
            #expect(desk.ask("good.test").policy == policy(.enforce, ["mx.provider.test"]))
            #expect(desk.ask("bad.test").policy == policy(.enforce, ["mx.elsewhere.test"]))
            #expect(desk.ask("odd.test").policy == nil)
            // A domain has no part in the policy of the one above it.
            #expect(desk.ask("sub.good.test") == .none(.notPublished(.noSuchDomain)))
            desk.now += 1_000
        }
    }
}
