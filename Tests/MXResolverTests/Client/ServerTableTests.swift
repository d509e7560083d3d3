import MailAddressing
import Testing

@testable import MXResolver

/// In which order servers are asked, after what they did before.
struct ServerTableTests {
    private let servers = (1...3).map { DNSServerAddress(IPAddress("192.0.2.\($0)")!) }

    private func attempt(_ place: Int, isExtended: Bool = true) -> QueryPlan.Attempt {
        QueryPlan.Attempt(server: servers[place], round: 0, isExtended: isExtended)
    }

    /// The order of a plan that begins now, as the last numbers of the addresses.
    private func order(_ table: inout ServerTable, at seconds: Int) -> String {
        var plan = table.plan(tries: 1, at: .seconds(seconds))
        var order = ""
        var step = plan.start()
        while case .ask(let attempt) = step {
            order += "\(servers.firstIndex(of: attempt.server)! + 1)" + (attempt.isExtended ? "" : "-")
            step = plan.take(.silent(.timeout))
        }
        return order
    }

    @Test func asksInTheOrderGiven() {
        var table = ServerTable(servers)
        #expect(order(&table, at: 0) == "123")
    }

    @Test func asksASilentServerLast() {
        var table = ServerTable(servers)
        table.note(.silent(.timeout), of: attempt(0), at: .zero)
        #expect(order(&table, at: 1) == "231")
        table.note(.silent(.unreachable), of: attempt(1), at: .seconds(2))
        #expect(order(&table, at: 3) == "312")
    }

    @Test func asksWhoSpokeLatestFirstWhenAllAreSilent() {
        var table = ServerTable(servers)
        table.note(.answered, of: attempt(1), at: .seconds(1))
        table.note(.answered, of: attempt(2), at: .seconds(2))
        for place in 0..<3 { table.note(.silent(.timeout), of: attempt(place), at: .seconds(3)) }
        #expect(table.order == [servers[2], servers[1], servers[0]])
        #expect(order(&table, at: 4) == "321")
    }

    @Test func letsOneQueryTryASilentServerAgain() {
        var table = ServerTable(servers)
        table.note(.silent(.timeout), of: attempt(0), at: .zero)
        #expect(order(&table, at: 29) == "231")
        #expect(order(&table, at: 30) == "123")
        #expect(order(&table, at: 30) == "231")
        #expect(order(&table, at: 60) == "123")
    }

    @Test(arguments: [QueryPlan.Outcome.answered, .failed(.serverFailure), .failed(.refused)])
    func takesAServerBackThatSpeaks(_ outcome: QueryPlan.Outcome) {
        var table = ServerTable(servers)
        table.note(.silent(.timeout), of: attempt(0), at: .zero)
        table.note(outcome, of: attempt(0), at: .seconds(1))
        #expect(order(&table, at: 2) == "123")
    }

    @Test func keepsTheOrderWhenAllAreSilent() {
        var table = ServerTable(servers)
        for place in 0..<3 { table.note(.silent(.timeout), of: attempt(place), at: .zero) }
        #expect(order(&table, at: 1) == "123")
    }

    @Test func remembersForAWhileWhoHasNoExtendedDNS() {
        var table = ServerTable(servers)
        table.note(.refusedExtension(.unexpectedResponse(.formatError)), of: attempt(1), at: .zero)
        #expect(order(&table, at: 0) == "123")
        table.notePlain(servers[1], isCertain: false, at: .zero)
        #expect(order(&table, at: 299) == "12-3")
        #expect(order(&table, at: 300) == "123")
    }

    @Test func keepsWhatItKnowsOfServersThatStay() {
        var table = ServerTable(servers)
        table.note(.silent(.timeout), of: attempt(1), at: .zero)
        table.replace(with: [servers[1], servers[2], servers[1]])
        #expect(table.addresses == [servers[1], servers[2]])
        #expect(order(&table, at: 1) == "32")
        table.note(.silent(.timeout), of: attempt(0), at: .zero)
        #expect(order(&table, at: 1) == "32")
    }

    @Test func takesALostDatagramForNoProof() {
        var table = ServerTable(servers)
        table.note(.extended, of: servers[1], at: .zero)
        table.notePlain(servers[1], isCertain: false, at: .seconds(1))
        #expect(order(&table, at: 2) == "123")
        table.notePlain(servers[1], isCertain: true, at: .seconds(3))
        #expect(order(&table, at: 4) == "12-3")
        table.note(.extended, of: servers[1], at: .seconds(5))
        #expect(order(&table, at: 6) == "123")
        table.notePlain(servers[1], isCertain: false, at: .seconds(305))
        #expect(order(&table, at: 306) == "12-3")
        table.note(.plain, of: servers[0], at: .seconds(306))
        #expect(order(&table, at: 307) == "1-2-3")
    }

    @Test func holdsAConnectionThatFailsAgainstNobody() {
        var table = ServerTable(servers)
        let stream = QueryPlan.Attempt(server: servers[0], round: 0, isExtended: true, isStream: true)
        table.note(.silent(.unreachable), of: stream, at: .zero)
        #expect(order(&table, at: 1) == "123")
    }

    @Test func believesByTheServersThatAreAsked() {
        var table = ServerTable([DNSServerAddress("127.0.0.1")!])
        let plan = table.plan(tries: 1, trust: .loopback, at: .zero)
        table.replace(with: servers)
        #expect(plan.trustsAuthenticated)
        #expect(!table.plan(tries: 1, trust: .loopback, at: .zero).trustsAuthenticated)
        #expect(table.plan(tries: 1, trust: .always, at: .zero).trustsAuthenticated)
        #expect(!table.plan(tries: 1, trust: .never, at: .zero).trustsAuthenticated)
    }

    @Test func knowsWhetherEveryServerIsOnThisHost() {
        func table(_ texts: String...) -> ServerTable { ServerTable(texts.map { DNSServerAddress($0)! }) }
        #expect(table("127.0.0.1", "[::1]:5353").isOnLoopback)
        #expect(!table("127.0.0.1", "192.0.2.1").isOnLoopback)
        #expect(!table().isOnLoopback)
    }
}
