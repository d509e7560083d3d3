import ArgumentParser
import Foundation
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// `waxwing bench`: measures servers.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure a server.", subcommands: [SMTP.self])

    /// `waxwing bench smtp`: the load generator.
    struct SMTP: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "smtp", abstract: "Send many messages over kept connections and time each acceptance.",
            discussion: "Example:\n  waxwing bench smtp 127.0.0.1:2525 --sessions 50 --messages 10000 --size 2048")

        @Argument(help: ArgumentHelp("The server, on this machine.", valueName: "host:port"))
        var server: String

        @Option(help: ArgumentHelp("How many connections.", valueName: "n"))
        var sessions = 50

        @Option(help: ArgumentHelp("How many messages, over all connections.", valueName: "n"))
        var messages = 10_000

        @Option(help: ArgumentHelp("The size of a message in octets.", valueName: "octets"))
        var size = 2_048

        @Option(help: ArgumentHelp("The recipient.", valueName: "address"))
        var to = "bench@example.test"

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            guard sessions > 0, messages > 0, (200...100_000_000).contains(size) else {
                throw CommandFailure.usage("--sessions and --messages want a number above 0, --size 200 to 100000000")
            }
            let place = try Endpoint(server)
            guard let address = try? SocketAddress.makeAddressResolvingHost(place.host, port: place.port),
                IPAddress(address.ipAddress ?? "")?.isLoopback == true
            else { throw CommandFailure.usage("\(server): load is sent to this machine's loopback addresses only") }
            let recipient: Mailbox
            do { recipient = try Mailbox(to) } catch { throw CommandFailure.usage("--to \(to): \(error)") }
            let load = Load(address: address, messages: messages, size: size, recipient: recipient)
            let start = ContinuousClock.now
            let times = try await load.run(sessions: sessions)
            let result = Result(times: times.sorted(), elapsed: ContinuousClock.now - start, failures: load.failures)
            if json { try Console.printJSON(result) } else { Console.print(result.text) }
            if let failure = load.lastFailure {
                throw CommandFailure.negative("some messages were not accepted: \(failure)")
            }
        }
    }

    /// What a run measured.
    struct Result: Encodable {
        var accepted: Int
        var failed: Int
        var seconds: Double
        var perSecond: Double
        var medianMilliseconds: Double
        var p99Milliseconds: Double

        init(times: [Duration], elapsed: Duration, failures: Int) {
            accepted = times.count
            failed = failures
            seconds = elapsed / .seconds(1)
            perSecond = seconds > 0 ? Double(times.count) / seconds : 0
            medianMilliseconds = times.isEmpty ? 0 : times[times.count / 2] / .milliseconds(1)
            p99Milliseconds = times.isEmpty ? 0 : times[times.count * 99 / 100] / .milliseconds(1)
        }

        var text: String {
            func rounded(_ value: Double) -> String { String(format: "%.2f", value) }
            return """
                accepted    \(accepted) messages, \(failed) failed, in \(rounded(seconds)) s
                rate        \(rounded(perSecond)) messages/s
                to the 250  median \(rounded(medianMilliseconds)) ms, 99 % within \(rounded(p99Milliseconds)) ms
                """
        }
    }
}

/// A bounded load: so many messages over so many connections.
private final class Load: Sendable {
    private struct State {
        var left: Int
        var failures = 0
        var lastFailure: String?
    }

    private let address: SocketAddress
    private let recipient: Mailbox
    private let content: ByteBuffer
    private let state: NIOLockedValueBox<State>

    init(address: SocketAddress, messages: Int, size: Int, recipient: Mailbox) {
        self.address = address
        self.recipient = recipient
        state = NIOLockedValueBox(State(left: messages))
        var octets = Array("From: <bench@localhost>\r\nTo: <\(recipient)>\r\nSubject: load\r\n\r\n".utf8)
        let line = Array((String(repeating: "x", count: 74) + "\r\n").utf8)
        while octets.count + line.count <= size { octets += line }
        if size > octets.count + 2 {
            octets += Array((String(repeating: "y", count: size - octets.count - 2) + "\r\n").utf8)
        }
        content = ByteBuffer(bytes: octets)
    }

    var failures: Int { state.withLockedValue { $0.failures } }
    var lastFailure: String? { state.withLockedValue { $0.lastFailure } }

    func run(sessions: Int) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<sessions { group.addTask { try await self.session() } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func takeOne() -> Bool {
        state.withLockedValue { state in
            guard state.left > 0 else { return false }
            state.left -= 1
            return true
        }
    }

    private func session() async throws -> [Duration] {
        let client: SMTPClient
        do throws(SMTPClientFailure) {
            client = try await SMTPClient.connect(
                to: address, serverName: nil, helloName: "bench.localhost", security: .none,
                group: MultiThreadedEventLoopGroup.singleton)
        } catch {
            throw CommandFailure.operational("\(address.ipAddress ?? ""):\(address.port ?? 0): \(error)")
        }
        var times: [Duration] = []
        let transaction = SMTPTransaction(
            reversePath: .null, recipients: [recipient], size: content.readableBytes, isEightBit: false)
        while takeOne() {
            let start = ContinuousClock.now
            switch await client.send(transaction, content: content).first {
            case .accepted: times.append(ContinuousClock.now - start)
            case .refused(let reply, _): note("\(reply)")
            case .lost(let failure):
                note("\(failure)")
                return times
            case nil: break
            }
        }
        await client.quit()
        return times
    }

    private func note(_ failure: String) {
        state.withLockedValue { state in
            state.failures += 1
            state.lastFailure = failure
        }
    }
}
