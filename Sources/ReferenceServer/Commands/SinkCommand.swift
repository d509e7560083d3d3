import ArgumentParser
import Foundation
import MailAddressing
import MailCryptography
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// `waxwing sink`: a receiving server for tests.
struct SinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sink",
        abstract: "Run a server that takes mail and throws it away, or defers, refuses, stalls and drops as told.",
        discussion: """
            The behaviour file is a YAML list; the first rule that fits acts:
              - { at: recipient, match: "*@slow.test", reply: "451 4.7.1 try later", times: 2 }
              - { at: message, reply: "550 5.7.1 no" }
              - { at: data, action: drop, chance: 0.1 }    # drop, stall, garble; --seed N replays what chance decides
            Stages: connect hello mail recipient data message reset quit.

            Examples:
              waxwing sink --listen 127.0.0.1:2526
              waxwing sink --listen 127.0.0.1:2526 --behaviour rules.yaml --count 3 --store received
            """)

    @Option(help: ArgumentHelp("The address to listen on; port 0 takes a free one.", valueName: "host:port"))
    var listen: String

    @Option(help: ArgumentHelp("A file with rules.", valueName: "file"))
    var behaviour: String?

    @Option(help: ArgumentHelp("End after so many messages.", valueName: "n"))
    var count: Int?

    @Option(help: ArgumentHelp("Write each message to this directory, as it came.", valueName: "directory"))
    var store: String?

    @Flag(help: "Do not offer STARTTLS.")
    var noTLS = false

    @Flag(help: "Speak LMTP: a reply for each recipient of a message.")
    var lmtp = false

    @Option(help: ArgumentHelp("Do not offer these, such as PIPELINING,DSN.", valueName: "extensions"))
    var without: String?

    @Option(help: ArgumentHelp("Offer these too: BINARYMIME.", valueName: "extensions"))
    var with: String?

    @Option(help: ArgumentHelp("The seed of what the rules leave to chance.", valueName: "n"))
    var seed: UInt64 = 0

    @Flag(help: "Print one JSON object a message.")
    var json = false

    @Flag(help: "Print the total only, at the end.")
    var quiet = false

    func run() async throws {
        let place = try Endpoint(listen)
        let rules = try behaviour.map { path throws(CommandFailure) in try SinkBehaviour.read(path) } ?? SinkBehaviour()
        if let store { try Files.makeDirectory(store) }
        let (messages, continuation) = AsyncStream.makeStream(of: SinkMessage.self)
        let state = SinkState(behaviour: rules, dialect: lmtp ? .lmtp : .smtp, seed: seed) { continuation.yield($0) }
        var limits = SMTPServerLimits()
        // Whoever starts a sink floods it from one address.
        limits.maximumSessionsPerAddress = limits.maximumSessions
        let server = SMTPServer(limits: limits, group: MultiThreadedEventLoopGroup.singleton)
        let address = try await Self.listen(
            server, at: place, state: state, offersTLS: !noTLS, extensions: try extensions())
        Console.error("waxwing: sink listens on \(address.ipAddress ?? place.host):\(address.port ?? place.port)")
        let stop = Task {
            await StopSignal.wait()
            continuation.finish()
        }
        var taken = 0
        for await message in messages {
            taken += 1
            try report(message)
            if let count, taken >= count { break }
        }
        stop.cancel()
        await server.shutdown(deadline: .seconds(1))
        Console.error("waxwing: sink took \(taken) messages")
    }

    /// Begins to listen with a certificate of its own.
    static func listen(
        _ server: SMTPServer, at place: Endpoint, state: SinkState, offersTLS: Bool,
        extensions: SMTPServiceExtensions = .all.subtracting(.binaryMIME)
    ) async throws(CommandFailure) -> SocketAddress {
        let pair = try ServerFiles.selfSigned(for: "localhost")
        do {
            let tls = try SMTPServerTLS(
                certificateChainPEM: Array(pair.certificatePEM.utf8), privateKeyPEM: Array(pair.privateKeyPEM.utf8))
            var configuration = SMTPServerConfiguration(
                hostName: .domain(try DomainName("sink.localhost")), dialect: state.dialect, extensions: extensions)
            configuration.maximumMessageSize = 100 * 1024 * 1024
            configuration.maximumErrors = 1_000
            let listener = SMTPServer.Listener(
                host: place.host, port: place.port, configuration: configuration, tls: offersTLS ? tls : nil)
            return try await server.listen(listener) { SinkSession(state: state) }
        } catch {
            throw .operational("\(error)")
        }
    }

    private func report(_ message: SinkMessage) throws {
        if let store {
            let name = String(repeating: "0", count: max(0, 6 - String(message.number).count)) + String(message.number)
            try Files.create(message.content, at: "\(store)/\(name).eml", mode: 0o600)
        }
        guard !quiet else { return }
        let recipients = message.recipients.map(\.mailbox.description)
        if json {
            Console.print(String(decoding: try JSONEncoder().encode(message.summary), as: UTF8.self))
        } else {
            let sender = message.reversePath.description
            Console.print(
                "\(message.number) from <\(sender)> to \(recipients.map { "<\($0)>" }.joined(separator: " ")), "
                    + "\(message.content.count) octets, \(message.tlsVersion ?? "in the clear")")
        }
    }

    /// What is offered: everything but BINARYMIME, as the options have it.
    private func extensions() throws(CommandFailure) -> SMTPServiceExtensions {
        func named(_ list: String?, _ option: String) throws(CommandFailure) -> SMTPServiceExtensions {
            var extensions: SMTPServiceExtensions = []
            for word in (list ?? "").split(separator: ",") {
                guard let member = SMTPServiceExtensions(keyword: word) else {
                    throw .usage("\(option) \(Console.printable(String(word))): known are \(SMTPServiceExtensions.all)")
                }
                extensions.insert(member)
            }
            return extensions
        }
        let usual = SMTPServiceExtensions.all.subtracting(.binaryMIME)
        return try usual.union(named(with, "--with")).subtracting(named(without, "--without"))
    }
}

/// A host and a port of the command line: `HOST:PORT` or `[IPv6]:PORT`.
struct Endpoint: Sendable {
    let host: String
    let port: Int

    init(_ text: String) throws(CommandFailure) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw .usage("\(Console.printable(text)) is no HOST:PORT, such as 127.0.0.1:2525 or [::1]:2525") }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { throw .usage("\(Console.printable(text)) has no host before its port") }
        self.host = host
        self.port = port
    }
}
