import Logging
import MXResolver
import MXResolverTesting
import MailAddressing
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("Clients judged by lists", .timeLimit(.minutes(15)))
struct BlockListJudgeTests {
    private static let zone = """
        $TTL 60
        7.0.0.20.a.example. IN A 127.0.0.4
        7.0.0.20.a.example. IN TXT "See https://a.example/" "20.0.0.7"
        7.0.0.20.b.example. IN A 127.0.0.2
        8.0.0.20.b.example. IN A 127.0.0.2
        7.0.0.20.good.example. IN A 127.0.3.1
        7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.0.a.2.a.example. IN A 127.0.0.4

        """

    /// A judge that asks the zone of the tests.
    private static func judge(
        _ filter: String, _ resolver: any DNSResolver, logger: Logger = FilteringFixture.logger,
        sleep: (@Sendable (Duration) async -> Void)? = nil
    ) throws -> BlockListJudge {
        let filter = try FilteringFixture.filter(filter)
        let troubles = FilterTroubleLog(logger: logger)
        guard let sleep else {
            return BlockListJudge(filter, resolver: resolver, troubles: troubles, logger: logger)
        }
        return BlockListJudge(filter, resolver: resolver, troubles: troubles, logger: logger, sleep: sleep)
    }

    @Test(
        "A client on a block list is turned away with the list's name and reason, unless an allow list has it",
        arguments: [
            ("{ block-lists: [{ zone: a.example }] }", "20.0.0.7", "a.example: See https://a.example/20.0.0.7"),
            ("{ block-lists: [{ zone: a.example }] }", "::ffff:20.0.0.7", "a.example: See https://a.example/20.0.0.7"),
            ("{ block-lists: [{ zone: a.example, name: a }] }", "20.0.0.7", "a: See https://a.example/20.0.0.7"),
            ("{ block-lists: [{ zone: a.example }] }", "20.0.0.8", nil),
            ("{ block-lists: [{ zone: a.example }, { zone: b.example }] }", "20.0.0.8", "b.example"),
            ("{ block-lists: [{ zone: b.example }, { zone: a.example }] }", "20.0.0.7", "b.example"),
            ("{ block-lists: [{ zone: a.example }] }", "2a00:1::7", "a.example"),
            ("{ block-lists: [{ zone: a.example }] }", "2a00:1::8", nil),
            (
                "{ allow-lists: [{ zone: good.example }], block-lists: [{ zone: a.example }] }", "20.0.0.7", nil
            ),
            (
                "{ allow-lists: [{ zone: good.example }], block-lists: [{ zone: b.example }] }", "20.0.0.8",
                "b.example"
            ),
            (
                "{ allow-lists: [{ zone: good.example, answers: [127.0.0.2] }], block-lists: [{ zone: b.example }] }",
                "20.0.0.7", "b.example"
            ),
        ] as [(String, String, String?)])
    func listings(filter: String, client: String, list: String?) async throws {
        let judge = try Self.judge(filter, try ZoneResolver(parsing: Self.zone))
        let reply = await judge.judge(try FilteringFixture.connection(client))
        let shown = client.replacing("::ffff:", with: "")
        let expected = list.map { SMTPReply(554, .init(5, 7, 1), "Your address, \(shown), is on the list \($0)") }
        #expect(reply == expected)
    }

    @Test(
        "Only an answer of 127.0.0.0/8 that is no error code, and that the configuration means, is a listing",
        arguments: [
            ("127.0.0.2", "", true), ("127.0.0.2", ", answers: [127.0.0.2-9]", true),
            ("127.0.0.11", ", answers: [127.0.0.2-9]", false),
            ("127.0.0.11", ", answers: [127.0.0.2-9, 127.0.0.11]", true), ("192.0.2.1", "", false),
            ("20.0.0.1", "", false), ("127.255.255.254", "", false),
            ("127.255.255.254", ", answers: [127.0-255.0-255.0-255]", false),
        ])
    func meanings(answer: String, answers: String, isListed: Bool) async throws {
        let resolver = try ZoneResolver(parsing: "$TTL 60\n7.0.0.20.a.example. IN A \(answer)\n")
        let judge = try Self.judge("{ block-lists: [{ zone: a.example\(answers) }] }", resolver)
        let reply = await judge.judge(try FilteringFixture.connection())
        #expect((reply != nil) == isListed)
    }

    @Test("A listing counts beside answers that do not")
    func mixedAnswers() async throws {
        let resolver = try ZoneResolver(
            parsing: "$TTL 60\n7.0.0.20.a.example. IN A 20.0.0.1\n7.0.0.20.a.example. IN A 127.0.0.2\n")
        let judge = try Self.judge("{ block-lists: [{ zone: a.example }] }", resolver)
        #expect(await judge.judge(try FilteringFixture.connection())?.code == 554)
    }

    @Test(
        "Nobody is asked about a client without an address or with one that is no stranger's",
        arguments: [nil, "127.0.0.1", "::1", "10.1.2.3", "::ffff:10.1.2.3", "192.168.0.1", "fd00::1", "fe80::1"])
    func insiders(client: String?) async throws {
        let resolver = try ZoneResolver(parsing: Self.zone)
        let judge = try Self.judge("{ block-lists: [{ zone: a.example }] }", resolver)
        #expect(await judge.judge(try FilteringFixture.connection(client)) == nil)
        #expect(resolver.questions.isEmpty)
    }

    @Test("The order of the configuration decides, not who answers first")
    func order() async throws {
        let (gate, second) = AsyncStream.makeStream(of: Void.self)
        let listing = try #require(IPAddress("127.0.0.2"))
        let resolver = ListResolver { name, type in
            guard type == .a else { return .failure(.noSuchDomain()) }
            if name.text.hasSuffix("b.example") {
                second.yield()
            } else {
                for await _ in gate { break }
            }
            return ListResolver.answer(.address(listing), at: name)
        }
        let judge = try Self.judge("{ block-lists: [{ zone: a.example }, { zone: b.example }] }", resolver)
        let reply = await judge.judge(try FilteringFixture.connection())
        #expect(reply?.lines == ["Your address, 20.0.0.7, is on the list a.example"])
    }

    @Test("A list that does not answer lets the client in")
    func silence() async throws {
        let lines = NIOLockedValueBox<[String]>([])
        let judge = try Self.judge(
            "{ block-lists: [{ zone: a.example }] }", ListResolver { _, _ in nil },
            logger: Logger(label: "test") { _ in LineKeeper(lines: lines, showsLevel: true) }, sleep: { _ in })
        #expect(await judge.judge(try FilteringFixture.connection()) == nil)
        #expect(
            lines.withLockedValue { $0 } == [
                "warning A list of addresses has no answer: filter=a.example "
                    + "reason=no name server answered in time times=1"
            ])
    }

    @Test(
        "A list that fails, or has nothing, lets the client in",
        arguments: [.serverFailure, .refused, .unreachable, .noSuchDomain(), .noData()] as [DNSFailure])
    func failures(failure: DNSFailure) async throws {
        let resolver = ListResolver { _, _ in .failure(failure) }
        let judge = try Self.judge("{ block-lists: [{ zone: a.example }] }", resolver)
        #expect(await judge.judge(try FilteringFixture.connection()) == nil)
    }

    @Test("Nobody waits for a list behind the one that decides")
    func silenceBehind() async throws {
        let listing = try #require(IPAddress("127.0.0.2"))
        let resolver = ListResolver { name, type in
            guard name.text.hasSuffix("a.example") else { return nil }
            return type == .a ? ListResolver.answer(.address(listing), at: name) : .failure(.noData())
        }
        let judge = try Self.judge(
            "{ block-lists: [{ zone: a.example }, { zone: b.example }] }", resolver, sleep: { _ in await Self.never() })
        let reply = await judge.judge(try FilteringFixture.connection())
        #expect(reply?.lines == ["Your address, 20.0.0.7, is on the list a.example"])
    }

    @Test("What a list says is one line of bounded, printable ASCII")
    func hostileText() async throws {
        let listing = try #require(IPAddress("127.0.0.2"))
        let text = Array("\r\n250 2.0.0 OK\r\n\u{1b}[31m\u{202e}\u{0}".utf8) + [0xFF] + Array(repeating: 97, count: 200)
        let resolver = ListResolver { name, type in
            ListResolver.answer(
                type == .a ? .address(listing) : .txt([text, Array(repeating: 98, count: 255)]), at: name)
        }
        let judge = try Self.judge("{ block-lists: [{ zone: a.example }] }", resolver)
        let reply = try #require(await judge.judge(try FilteringFixture.connection()))
        let line = try #require(reply.lines.first)
        #expect(reply.lines.count == 1 && reply.code == 554)
        #expect(line.hasPrefix("Your address, 20.0.0.7, is on the list a.example: 250 2.0.0 OK [31m? ?aaa"))
        #expect(line.utf8.allSatisfy { (32...126).contains($0) })
        #expect(line.utf8.count <= 300)
    }

    @Test("The key in a zone is told to nobody where the list has a name")
    func key() async throws {
        let lines = NIOLockedValueBox<[String]>([])
        let resolver = ListResolver { name, type in
            type == .txt
                ? .failure(.noData()) : IPAddress("127.0.0.2").map { ListResolver.answer(.address($0), at: name) }
        }
        let judge = try Self.judge(
            "{ block-lists: [{ zone: secret.a.example, name: a }] }", resolver,
            logger: Logger(label: "test") { _ in LineKeeper(lines: lines, showsLevel: true) })
        let reply = await judge.judge(try FilteringFixture.connection())
        #expect(reply?.lines == ["Your address, 20.0.0.7, is on the list a"])
        #expect(lines.withLockedValue { $0.count } == 1)
        #expect(!lines.withLockedValue { $0.joined() }.contains("secret"))
    }

    /// Awaits the end of the task.
    private static func never() async {
        for await _ in AsyncStream(Void.self, { _ in }) {}
    }
}
