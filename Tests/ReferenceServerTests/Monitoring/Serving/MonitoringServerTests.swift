import CoreMetrics
import Logging
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import ReferenceServer

@Suite("The monitoring port", .timeLimit(.minutes(5)))
struct MonitoringServerTests {
    /// A server on loopback.
    private struct Fixture {
        let registry = MetricsRegistry()
        let server: MonitoringServer
        let port: Int

        init(_ checks: [HealthCheck] = [], limits: MonitoringServer.Limits = .init()) async throws {
            server = try await MonitoringServer.start(
                on: .init(address: try #require(IPAddress("127.0.0.1")), port: 0),
                hostName: try DomainName("mail.example.test"),
                page: MetricsPage(registry: registry, collectors: [ProcessCollector()]), checks: checks, limits: limits,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            port = try #require(server.address.port)
        }

        /// Sends a request, and has what comes until the server is done.
        func answer(_ request: String) async throws -> String {
            let port = port
            return try await onThread {
                let connection = try LoopbackConnection(port: port)
                connection.send(request)
                return connection.rest()
            }
        }

        /// The answer to a request of the usual form.
        func get(_ path: String, _ method: String = "GET", host: String = "localhost") async throws -> String {
            try await answer("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        }
    }

    @Test("says that it lives, whether it is ready, and what was counted")
    func paths() async throws {
        let isWell = NIOLockedValueBox(true)
        let check = HealthCheck("store") { isWell.withLockedValue { $0 } ? .good("Well") : .bad("Full") }
        let fixture = try await Fixture([check])
        let live = try await fixture.get("/health/live")
        #expect(live.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(live.hasSuffix("\r\n\r\n{\"status\":\"live\"}"))
        #expect(try await fixture.get("/health/ready").hasPrefix("HTTP/1.1 200 "))
        isWell.withLockedValue { $0 = false }
        let ready = try await fixture.get("/health/ready")
        #expect(ready.hasPrefix("HTTP/1.1 503 "))
        #expect(ready.contains("\"detail\":\"Full\""))
        Counter(label: "waxwing_things", dimensions: [("of", "a\"b")], factory: fixture.registry).increment(by: 7)
        let metrics = try await fixture.get("/metrics")
        #expect(metrics.contains("\nwaxwing_things_total{of=\"a\\\"b\"} 7\n"))
        #expect(metrics.contains("\nprocess_open_fds "))
        #expect(metrics.lowercased().contains("\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        await fixture.server.stop()
    }

    @Test("says of itself no more than it must, and that a connection is for one request")
    func fields() async throws {
        let fixture = try await Fixture()
        let answer = try await fixture.get("/health/live").lowercased()
        let head = try #require(answer.split(separator: "\r\n\r\n").first).split(separator: "\r\n").dropFirst()
        let names = head.compactMap { $0.split(separator: ":").first.map(String.init) }
        #expect(names.sorted() == ["cache-control", "connection", "content-length", "content-type", "date"])
        await fixture.server.stop()
    }

    /// Limits under which no connection ends by itself while a test runs.
    private static var patient: MonitoringServer.Limits {
        var limits = MonitoringServer.Limits()
        (limits.idleTime, limits.time) = (.seconds(600), .seconds(600))
        return limits
    }

    private static let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test(
        "closes a connection when its first request is answered, whatever else is asked for",
        arguments: [
            request, request + request, request + "garbage\u{0}\r\n\r\n",
            "GET /health/live HTTP/1.0\r\n\r\n",
            "GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: Close, X\r\n\r\n" + request,
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" + request,
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" + request,
        ])
    func oneRequest(octets: String) async throws {
        let fixture = try await Fixture(limits: Self.patient)
        let port = fixture.port
        let (answer, isClosed) = try await onThread {
            let connection = try LoopbackConnection(port: port)
            connection.send(octets)
            return connection.untilEnd()
        }
        #expect(isClosed)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("{\"status\":\"live\"}"))
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
        await fixture.server.stop()
    }

    @Test("waits no longer than it must for a client that keeps its side open after the answer")
    func lingering() async throws {
        var limits = Self.patient
        (limits.connections, limits.closeTime) = (1, .milliseconds(50))
        let fixture = try await Fixture(limits: limits)
        let port = fixture.port
        let first = try await onThread { try LoopbackConnection(port: port) }
        let answer = try await onThread {
            first.send(Self.request)
            return first.rest()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        // There is one place only, and the first client has not given it up.
        #expect(try await fixture.get("/health/live").hasPrefix("HTTP/1.1 200 "))
        #expect(first.rest().isEmpty)
        await fixture.server.stop()
    }

    @Test("answers HEAD without a body, and what it does not have with a word about it")
    func refusals() async throws {
        let fixture = try await Fixture()
        let head = try await fixture.get("/metrics", "HEAD")
        #expect(head.hasPrefix("HTTP/1.1 200 ") && head.hasSuffix("\r\n\r\n"))
        #expect(!head.lowercased().contains("content-length: 0\r\n"))
        #expect(try await fixture.get("/").hasPrefix("HTTP/1.1 404 "))
        let post = try await fixture.get("/metrics", "POST")
        #expect(post.hasPrefix("HTTP/1.1 405 ") && post.lowercased().contains("\r\nallow: get, head\r\n"))
        #expect(try await fixture.get("/metrics", host: "evil.example").hasPrefix("HTTP/1.1 403 "))
        #expect(try await fixture.get("/metrics", host: "mail.example.test").hasPrefix("HTTP/1.1 200 "))
        await fixture.server.stop()
    }

    @Test(
        "lives on after what is no request",
        arguments: [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\r\n\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n",
            "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\n\r\n",
            "CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            String(repeating: "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 50),
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ])
    func noRequest(octets: String) async throws {
        var limits = MonitoringServer.Limits()
        (limits.idleTime, limits.time) = (.seconds(2), .seconds(15))
        let fixture = try await Fixture(limits: limits)
        let answer = try await fixture.answer(octets)
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 "))
        #expect(try await fixture.get("/health/live").hasPrefix("HTTP/1.1 200 "))
        await fixture.server.stop()
    }

    @Test("ends a connection of a client that says nothing, or nothing whole")
    func idle() async throws {
        var limits = MonitoringServer.Limits()
        (limits.idleTime, limits.time) = (.milliseconds(200), .milliseconds(500))
        let fixture = try await Fixture(limits: limits)
        #expect(try await fixture.answer("").isEmpty)
        #expect(try await fixture.answer("GET /health/live HTTP/1.1\r\nHost: local").isEmpty)
        await fixture.server.stop()
    }

    @Test("stops although a client stays and an answer does not come, and listens no longer")
    func stopping() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let asked = AsyncStream.makeStream(of: Void.self)
        let check = HealthCheck("slow") {
            asked.continuation.yield()
            for await _ in gate { break }
            return .good("At last")
        }
        var limits = MonitoringServer.Limits()
        limits.stopTime = .milliseconds(100)
        let fixture = try await Fixture([check], limits: limits)
        let port = fixture.port
        let idle = try await onThread { try LoopbackConnection(port: port) }
        async let answer = fixture.get("/health/ready")
        for await _ in asked.stream { break }
        await fixture.server.stop()
        #expect(try await answer.isEmpty)
        #expect(try await onThread { idle.rest() }.isEmpty)
        await #expect(throws: LoopbackConnection.Refused.self) {
            _ = try await onThread { try LoopbackConnection(port: port) }
        }
        opening.finish()
    }

    @Test("does not begin on an address that is taken")
    func taken() async throws {
        let fixture = try await Fixture()
        let page = MetricsPage(registry: fixture.registry, collectors: [])
        let endpoint = ServerConfiguration.Endpoint(address: try #require(IPAddress("127.0.0.1")), port: fixture.port)
        let name = try DomainName("mail.example.test")
        await #expect(throws: CommandFailure.self) {
            _ = try await MonitoringServer.start(
                on: endpoint, hostName: name, page: page, checks: [],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        await fixture.server.stop()
        // Whoever comes after can have it at once.
        let next = try await MonitoringServer.start(
            on: endpoint, hostName: name, page: page, checks: [],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await next.stop()
    }
}
