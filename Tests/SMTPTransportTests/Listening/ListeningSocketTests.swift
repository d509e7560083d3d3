import Foundation
import MailAddressing
import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A socket that listens", .timeLimit(.minutes(15)))
struct ListeningSocketTests {
    @Test("may be another's, and is served where it is")
    func inherited() async throws {
        let made = try ListeningSocket.bind(host: "127.0.0.1", port: 0)
        let socket = try ListeningSocket.inherited(try made.duplicate())
        made.closeSocket()
        #expect(socket.address == made.address)
        // What stands in the listener is not bound.
        let bench = try await ListenerBench(try ListenerBench.mx { $0.socket = socket })
        #expect(bench.address == made.address)
        let peer = try await bench.connect()
        #expect(try await peer.reply().hasPrefix("220"))
        await bench.shutdown()
        await #expect(throws: (any Error).self) { _ = try await WirePeer.connect(to: made.address) }
    }

    @Test("is refused where it is none")
    func noSocket() throws {
        let null = open("/dev/null", O_RDONLY)
        defer { close(null) }
        for descriptor in [-1, null] {
            do throws(SMTPTransportError) {
                _ = try ListeningSocket.inherited(descriptor)
                Issue.record("\(descriptor) was taken")
            } catch {
                #expect(error.kind == .bind)
                #expect(error.reason.contains("\(descriptor)"))
            }
        }
    }

    @Test("cannot be duplicated when it is closed")
    func closed() throws {
        let socket = try ListeningSocket.bind(host: "127.0.0.1", port: 0)
        socket.closeSocket()
        socket.closeSocket()
        #expect(throws: SMTPTransportError.self) { try socket.duplicate() }
    }

    @Test(
        "is not made for an address that is none, or not ours",
        arguments: ["mx.example.test", "", "192.0.2.1", "2001:db8::1"])
    func unusable(host: String) {
        do throws(SMTPTransportError) {
            _ = try ListeningSocket.bind(host: host, port: 0)
            Issue.record("\(host) is listened on")
        } catch {
            #expect(error.kind == .bind)
            #expect(error.reason.contains("cannot listen on"))
        }
    }

    @Test("can be looked for without listening: an address in use is told, a free one stays free")
    func check() throws {
        let taken = try ListeningSocket.bind(host: "127.0.0.1", port: 0)
        let port = try #require(taken.address.port)
        let error = #expect(throws: SMTPTransportError.self) {
            try ListeningSocket.checkAddress(host: "127.0.0.1", port: port)
        }
        #expect(error?.kind == .bind && error?.reason.contains("in use") == true)
        taken.closeSocket()
        for _ in 0..<2 { try ListeningSocket.checkAddress(host: "127.0.0.1", port: port) }
        try ListeningSocket.bind(host: "127.0.0.1", port: port).closeSocket()
    }

    @Test("keeps connections waiting while it is handed over, and they are greeted by the next server")
    func handOver() async throws {
        let old = try await ListenerBench(try ListenerBench.mx())
        let standing = try await old.connect()
        try await standing.open()
        let sockets = await old.server.handOver()
        #expect(sockets.map(\.address) == [old.address])
        // Nobody accepts, and nobody is refused.
        let waiting = try await WirePeer.connect(to: old.address)
        let socket = try #require(sockets.first)
        let new = try await ListenerBench(try ListenerBench.mx { $0.socket = socket })
        #expect(new.address == old.address)
        #expect(try await waiting.open().hasPrefix("250-"))
        #expect(new.log.helloNames == ["client.example.test"])
        // Whom the old one serves it goes on serving, until it shuts down.
        #expect(try await standing.ask("NOOP").hasPrefix("250"))
        #expect(old.log.connections.count == 1)
        await old.shutdown(deadline: .seconds(120))
        #expect(try await standing.reply().hasPrefix("421 4.3.2"))
        #expect(try await waiting.ask("NOOP").hasPrefix("250"))
        await new.shutdown()
    }

    @Test("is handed over once")
    func twice() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        #expect(await bench.server.handOver().count == 1)
        #expect(await bench.server.handOver().isEmpty)
        await bench.shutdown()
    }
}

@Suite("The sockets that a service manager gives")
struct InheritedSocketsTests {
    @Test(
        "are none without the variables, or for another process",
        arguments: [
            [:], ["LISTEN_PID": "7"], ["LISTEN_FDS": "0"], ["LISTEN_FDS": "0", "LISTEN_PID": "7"],
            ["LISTEN_FDS": "2", "LISTEN_PID": "8"], ["LISTEN_FDS": "2", "LISTEN_PID": ""],
            ["LISTEN_FDS": "2", "LISTEN_PID": "07"], ["LISTEN_FDS": "nonsense", "LISTEN_PID": "8"],
        ] as [[String: String]])
    func none(environment: [String: String]) throws {
        var sockets = try InheritedSockets(environment: environment, processIdentifier: 7)
        #expect(sockets.count == 0)
        #expect(sockets.addresses.isEmpty)
        #expect(sockets.take(host: "127.0.0.1", port: 25) == nil)
    }

    @Test(
        "are refused where their number is none", arguments: ["", "x", "-1", "1.5", "65", "99999999999999999999", " 1"])
    func nonsense(count: String) {
        do throws(SMTPTransportError) {
            _ = try InheritedSockets(
                environment: ["LISTEN_FDS": count, "LISTEN_PID": "7"], processIdentifier: 7)
            Issue.record("\(count) was taken")
        } catch {
            #expect(error.kind == .bind)
            #expect(error.reason.contains("LISTEN_FDS"))
        }
    }

    @Test("are named to the next program by their numbers, and taken up by it")
    func handed() throws {
        let descriptors = try (0..<2).map { _ in try ListeningSocket.bind(host: "127.0.0.1", port: 0).duplicate() }
        let environment = InheritedSockets.environment(handing: descriptors)
        #expect(environment["LISTEN_PID"] == "\(getpid())")
        #expect(try InheritedSockets(environment: environment, processIdentifier: 8).count == 0)
        var sockets = try InheritedSockets(environment: environment)
        #expect(sockets.count == 2)
        let port = try #require(sockets.addresses.first?.port)
        #expect(sockets.take(host: "127.0.0.1", port: port)?.address.port == port)
        #expect(sockets.count == 1)
        #expect(Set(environment.keys).isSubset(of: InheritedSockets.variables))
    }

    @Test("are refused where one is no descriptor of a socket", arguments: ["x", "2", "-7", "x,3", "999999"])
    func wrongNumbers(list: String) {
        #expect(throws: SMTPTransportError.self) {
            _ = try InheritedSockets(environment: ["WAXWING_LISTEN_DESCRIPTORS": list])
        }
    }
}
