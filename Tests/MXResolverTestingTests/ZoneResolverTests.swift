import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@Suite(.timeLimit(.minutes(15)))
struct ZoneResolverTests {
    private let name = domain("a.test")

    @Test func answersAndRemembersWhatItWasAsked() async throws {
        let resolver = try ZoneResolver(parsing: "a.test 60 TXT \"x\" \"y\"\nb.test A 192.0.2.1")
        let answer = try await resolver.query(name, .txt).get()
        #expect(answer.records.map(\.data) == [.txt([Array("x".utf8), Array("y".utf8)])])
        #expect(answer.timeToLive == 60)
        #expect(!answer.isAuthenticated)
        #expect(await resolver.textRecords(at: name) == .records([Array("xy".utf8)]))
        #expect(await resolver.textRecords(at: domain("b.test")) == .noRecord)
        #expect(await resolver.textRecords(at: domain("c.test")) == .noSuchDomain)
        #expect(resolver.questions.count == 4)
        #expect(resolver.questions.first == DNSQuestion(DNSName(name), .txt))
        resolver.forgetQuestions()
        #expect(resolver.questions.isEmpty)
    }

    @Test func failsWhereItIsTold() async throws {
        let resolver = try ZoneResolver(parsing: "a.test A 192.0.2.1\na.test TXT x")
        resolver.fail(name, with: .timeout)
        resolver.fail(name, .a, with: .refused)
        #expect(await resolver.query(name, .a) == .failure(.refused))
        #expect(await resolver.query(name, .txt) == .failure(.timeout))
        resolver.fail(name, with: nil)
        #expect(await resolver.textRecords(at: name) == .records([Array("x".utf8)]))
        resolver.fail(name, .txt, with: .serverFailure)
        let failure = TextRecordAnswer.temporaryFailure(DNSFailure.serverFailure.description)
        #expect(await resolver.textRecords(at: name) == failure)
    }

    @Test func takesOneFaultOfAServer() async throws {
        let resolver = try ZoneResolver(parsing: "a.test A 192.0.2.1\na.test A 192.0.2.2")
        let refusal = DNSFault.refused
        resolver.fail(name, with: refusal)
        #expect(await resolver.query(name, .txt) == .failure(.refused))
        resolver.fail(name, .a, with: .drop)
        #expect(await resolver.query(name, .a) == .failure(.timeout))
        resolver.fail(name, .a, with: .timeout.times(1))
        #expect(await resolver.query(name, .a) == .failure(.timeout))
        #expect(await resolver.query(name, .a) == .failure(.refused), "now the fault of the name happens")
        resolver.fail(name, .a, with: .unreachable.times(1))
        #expect(await resolver.query(name, .a) == .failure(.unreachable))
        resolver.removeFaults()
        resolver.fail(name, .a, with: .truncated(keeping: 1))
        #expect(await resolver.query(name, .a).success?.records.count == 2)
        resolver.failAll(.mx, with: .unreachable)
        #expect(await resolver.query(domain("b.test"), .mx) == .failure(.unreachable))
    }

    @Test func servesAMalformedAliasAsItIs() async throws {
        let resolver = try ZoneResolver(
            parsing: ##"""
                bad.test   CNAME \# 2 0961
                octets.test CNAME \# 8 01 61 04 74657374 00
                to-bad.test CNAME bad.test
                a.test     A 192.0.2.1
                """##)
        for (name, type) in [("bad.test", DNSRecordType.a), ("bad.test", .cname), ("to-bad.test", .a)] {
            guard case .malformed = await resolver.query(domain(name), type).failure else {
                Issue.record("\(type) of \(name)")
                continue
            }
        }
        let alias = try await resolver.query(domain("octets.test"), .cname).get()
        #expect(alias.records.map(\.data) == [.cname(dnsName("a.test"))])
        let denial = await resolver.query(domain("octets.test"), .a).failure?.denial
        #expect(denial?.canonicalName == dnsName("a.test"), "it is not followed")
    }

    static let failures: [DNSFailure] = [
        .noSuchDomain(DNSDenial(canonicalName: dnsName("b.test"), timeToLive: 7, isAuthenticated: true)), .noData(),
        .refused, .serverFailure, .unexpectedResponse(.notImplemented), .timeout, .unreachable,
        .malformed(DNSMessageError(.pointer, at: 9)), .cancelled,
    ]

    @Test(arguments: ZoneResolverTests.failures)
    func failsExactlyAsItIsTold(_ failure: DNSFailure) async throws {
        let resolver = try ZoneResolver(parsing: "a.test A 192.0.2.1")
        resolver.fail(name, with: failure, times: 2)
        for _ in 0..<2 { #expect(await resolver.query(name, .a) == .failure(failure)) }
        #expect(await resolver.query(name, .a).success != nil)
        resolver.failAll(with: .failure(failure))
        #expect(await resolver.query(domain("b.test"), .mx) == .failure(failure))
        resolver.failAll(with: nil)
        resolver.failAll(.mx, with: [.failure(failure).every(2)])
        let results = [
            await resolver.query(domain("b.test"), .a), await resolver.query(name, .mx),
            await resolver.query(name, .mx),
        ]
        #expect(results[0] != .failure(failure))
        #expect(results[1] != .failure(failure) || results[1] == .failure(.noData()))
        #expect(results[2] == .failure(failure))
    }

    @Test func changesItsZone() async throws {
        let resolver = ZoneResolver(Zone([]), isAuthenticated: true)
        let denial = DNSDenial(canonicalName: DNSName(name), isAuthenticated: true)
        #expect(await resolver.query(name, .a) == .failure(.noSuchDomain(denial)))
        resolver.replace(with: try Zone(parsing: "a.test A 192.0.2.1"))
        let answer = try await resolver.query(name, .a).get()
        #expect(answer.isAuthenticated)
    }

    @Test func answersWhatNoDatagramHolds() async throws {
        let strings = (0..<100).map { "a.test TXT \"\($0) \(String(repeating: "x", count: 240))\"" }
        let resolver = try ZoneResolver(parsing: strings.joined(separator: "\n"))
        #expect(try await resolver.query(name, .txt).get().records.count == 100)
        #expect(resolver.questions.count == 1, "asking again by TCP is no other question")
        resolver.fail(name, with: [.serverFailure.over(.stream)])
        #expect(await resolver.query(name, .txt) == .failure(.serverFailure))
    }

    @Test func letsATestsOwnTimePass() async throws {
        let time = ManualSleep()
        let resolver = ZoneResolver(try Zone(parsing: "a.test A 192.0.2.1"), sleep: { await time.sleep($0) })
        resolver.fail(name, .a, with: [.delay(.seconds(86_400))])
        resolver.fail(name, .mx, with: .timeout, after: .seconds(30))
        resolver.fail(
            name, .txt, with: [.truncated.after(.seconds(2)), .serverFailure.after(.seconds(5)).over(.stream)])
        async let address = resolver.query(name, .a)
        async let exchange = resolver.query(name, .mx)
        async let text = resolver.query(name, .txt)
        await time.waitForSleepers(3)
        #expect(await time.waits == [.seconds(2), .seconds(30), .seconds(86_400)])
        await time.advance(by: .seconds(2))
        await time.waitForSleepers(3)
        #expect(await time.waits == [.seconds(5), .seconds(28), .seconds(86_398)], "now it is asked by TCP")
        await time.advance(by: .seconds(28))
        #expect(await text == .failure(.serverFailure))
        #expect(await exchange == .failure(.timeout))
        await time.advance(by: .seconds(86_400))
        #expect(await address.success != nil)
    }

    @Test func endsACancelledTaskAtOnce() async throws {
        let time = ManualSleep()
        let zone = try Zone(parsing: "a.test A 192.0.2.1")
        for resolver in [ZoneResolver(zone), ZoneResolver(zone, sleep: { await time.sleep($0) })] {
            resolver.failAll(with: .delay(.seconds(3_600)))
            let task = Task { await resolver.query(name, .a) }
            while resolver.questions.isEmpty { await Task.yield() }
            task.cancel()
            #expect(await task.value == .failure(.cancelled))
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await resolver.query(name, .a)
            }
            #expect(await late.value == .failure(.cancelled))
            #expect(resolver.questions.count == 1, "a cancelled task asks nothing")
        }
    }

    @Test func answersManyTasksAtOnce() async throws {
        let resolver = try ZoneResolver(parsing: "a.test A 192.0.2.1")
        resolver.failAll(with: .serverFailure.every(4))
        let failed = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for _ in 0..<1_000 { group.addTask { await resolver.query(name, .a).success == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failed == 250)
        #expect(resolver.questions.count == 1_000)
    }
}
