import MTASTS
import MXResolver
import MailAddressing
import Testing

/// Bounds, and what goes first.
struct PolicyTableRoomTests {
    private func settled(_ limits: PolicyTable.Limits, _ names: [(String, StrictTransportPolicy?)]) -> TableDesk {
        var desk = TableDesk(limits)
        for (name, policy) in names {
            if let policy { desk.settle(name, "a", policy) }
            desk.ask(name)
        }
        return desk
    }

    private func kept(_ desk: TableDesk, _ names: [String]) -> [String] { names.filter { desk.answer($0) != nil } }

    @Test("what has no policy to enforce goes first, in the order of use")
    func sparesPoliciesToEnforce() {
        let names = ["enforce1.test", "none.test", "testing.test", "absent.test", "enforce2.test"]
        var desk = settled(
            PolicyTable.Limits(domains: 5),
            [
                (names[0], policy()), (names[1], policy(.none, [])), (names[2], policy(.testing)), (names[3], nil),
                (names[4], policy()),
            ])
        #expect(kept(desk, names) == names)
        desk.ask(names[1])
        let newcomers = (0..<8).map { "enforce-new\($0).test" }
        var gone: [[String]] = []
        for name in newcomers {
            desk.settle(name, "a", policy())
            desk.ask(name)
            gone.append(names.filter { desk.answer($0) == nil })
            #expect(desk.table.count == 5)
        }
        #expect(gone[0] == ["testing.test"])
        #expect(gone[1] == ["testing.test", "absent.test"])
        #expect(gone[2] == ["none.test", "testing.test", "absent.test"])
        #expect(gone[3].contains("enforce1.test") && !gone[3].contains("enforce2.test"))
        #expect(Set(gone[4]) == Set(names))
        #expect(desk.stored.count == 5)
        #expect(desk.events.contains { if case .removed(_, .evicted) = $0 { true } else { false } })
    }

    @Test("strangers without policies displace no policy to enforce, however many they are")
    func withstandsCrowds() {
        var desk = settled(
            PolicyTable.Limits(domains: 50), (0..<49).map { ("good\($0).test", policy()) })
        for number in 0..<2_000 { desk.ask("stranger\(number).test") }
        #expect(desk.table.count == 50)
        #expect(desk.stored.count == 49)
    }

    @Test("a policy to enforce that has expired goes before those that hold")
    func dropsTheExpiredFirst() {
        var desk = settled(
            PolicyTable.Limits(domains: 3),
            [("short.test", policy(maximumAge: 100)), ("testing.test", policy(.testing)), ("long.test", policy())])
        desk.now += 100
        desk.ask("new.test")
        #expect(kept(desk, ["short.test", "testing.test", "long.test"]) == ["testing.test", "long.test"])
    }

    @Test("the estimated size is bounded too, so that huge policies displace others and not the machine")
    func boundsTheSize() {
        let huge = policy(.testing, (0..<8_000).map { "mail\($0).some-provider-of-mail.example.com" })
        let limits = PolicyTable.Limits(bytes: 4 << 20)
        var desk = settled(limits, (0..<40).map { ("huge\($0).test", huge) })
        #expect(desk.table.bytes <= limits.bytes)
        #expect((1..<10).contains(desk.table.count))
        #expect(desk.answer("huge39.test")?.policy == huge)
        for number in 0..<40 { desk.ask("huge\(number).test") }
        #expect(desk.table.bytes <= limits.bytes)
    }

    @Test("what is gone leaves no size and no due time behind")
    func leavesNothingBehind() {
        var desk = settled(PolicyTable.Limits(domains: 1), [("a.test", policy()), ("b.test", policy(.testing))])
        #expect(desk.table.count == 1)
        let alone = settled(PolicyTable.Limits(), [("b.test", policy(.testing))])
        #expect(desk.table.bytes == alone.table.bytes)
        desk.now += 86_400
        #expect(desk.renew() == [domain("b.test")])
    }

    @Test("ten thousand domains with policies of the usual size fit ten times into the default size")
    func estimatesUsualSizes() {
        let usual = policy(.enforce, (1...4).map { "mx\($0).mail.provider.example.com" })
        let desk = settled(PolicyTable.Limits(), (0..<10_000).map { ("customer-\($0).example.com", usual) })
        #expect(desk.table.count == 10_000)
        #expect(desk.table.bytes < PolicyTable.Limits().bytes / 10)
    }
}
