import ArgumentParser
import DeliveryAgent
import Foundation
import InternetMessage
import MXResolver
import MailAddressing
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// `waxwing send`: hands a message to a server and says what became of each recipient.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send a message to a server, or to the recipient's own mail hosts.",
        discussion: """
            The message is read from a file or standard input; text without a header gets a small one. A password file
            holds the password alone and must not be readable by others. Exit status 1: a recipient was refused.
            Of the login mechanisms that the server offers the strongest is taken, which never shows the password where
            that can be helped.

            Examples:
              echo hello | waxwing send --from me@example.org --to you@example.net --server 127.0.0.1:2525
              waxwing send --from me@example.org --to you@example.net --mx --dns 127.0.0.1:5353 message.eml
              waxwing send --from me@example.org --to you@example.net --server smtp.example.org:587 \\
                --tls required --auth me:password.txt message.eml
              waxwing send --from me@example.org --to you@example.net --server 127.0.0.1:2525 \\
                --notify success,failure --ret headers --envid order-17 message.eml
            """)

    /// The words of `--tls`.
    enum TLSChoice: String, ExpressibleByArgument, CaseIterable {
        case none
        case opportunistic
        case required
        case implicit
    }

    @Option(help: ArgumentHelp("The sender; an empty text is the null reverse path.", valueName: "address"))
    var from: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The recipients; UTF-8 goes out by SMTPUTF8.", valueName: "address"))
    var to: [String]

    @Option(help: ArgumentHelp("The server to hand the message to.", valueName: "host:port"))
    var server: String?

    @Flag(help: "Send to the hosts that the recipients' domain names.")
    var mx = false

    @Option(help: "TLS: none, opportunistic, required, implicit. The last two check certificate and name.")
    var tls = TLSChoice.opportunistic

    @OptionGroup(title: "Logging in")
    var login: Login

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("A name server to ask; may be repeated.", valueName: "host:port"))
    var dns: [String] = []

    @Option(help: ArgumentHelp("The port of mail hosts with --mx.", valueName: "port"))
    var port = 25

    @Option(help: ArgumentHelp("Trust the authorities of this PEM file.", valueName: "file"))
    var roots: String?

    @OptionGroup(title: "What is asked of servers")
    var requests: Requests

    @Argument(help: ArgumentHelp("The message; - or nothing is standard input.", valueName: "file"))
    var file: String?

    func validate() throws {
        guard (server != nil) != mx else { throw ValidationError("say either --server HOST:PORT or --mx") }
    }

    func run() async throws {
        let sender: ReversePath
        do { sender = try ReversePath(from) } catch { throw CommandFailure.usage("--from \(from): \(error)") }
        var mailboxes: [Mailbox] = []
        for text in to {
            do { mailboxes.append(try Mailbox(text)) } catch { throw CommandFailure.usage("--to \(text): \(error)") }
        }
        let recipients = try requests.recipients(mailboxes)
        guard let first = recipients.first else { throw CommandFailure.usage("--to names no recipient") }
        let credentials = try login.credentials()
        if credentials != nil, tls == .none || tls == .opportunistic {
            throw CommandFailure.usage(
                "\(login.optionName) would give the secret to whoever answers; add --tls required or implicit")
        }
        if requests.requireTLS, tls == .none || tls == .opportunistic {
            throw CommandFailure.usage("--require-tls wants a checked certificate; add --tls required or implicit")
        }
        let security = try SecurityChoice.security(
            ServerConfiguration.Relay.Security(rawValue: tls.rawValue) ?? .opportunistic,
            roots: roots.map { .file($0) } ?? .system)
        let octets = try Files.read(file)
        let message = requests.binary ? octets : Self.message(octets, from: sender, to: mailboxes)
        var transaction = SMTPTransaction(
            reversePath: sender, recipients: recipients, size: message.count, isEightBit: message.contains { $0 > 127 },
            options: try requests.mailOptions())
        transaction.hasInternationalizedHeader = Self.hasInternationalizedHeader(message)
        var groups: [[SMTPRecipient]] = [recipients]
        if mx {
            let hosts = mailboxes.map(\.host)
            groups = hosts.indices.filter { index in hosts.firstIndex(of: hosts[index]) == index }.map { index in
                recipients.filter { $0.mailbox.host == hosts[index] }
            }
        }
        var results: [SendResult] = []
        for group in groups {
            let places = try await self.places(for: mx ? (group.first ?? first).mailbox.host : nil)
            transaction.recipients = group
            results += try await send(message, transaction, places, security, credentials)
        }
        if json { Console.print(try SendResult.json(results)) }
        if results.contains(where: { $0.outcome == "unknown" }) {
            throw CommandFailure.operational("not every recipient has an answer")
        }
        if results.contains(where: { $0.outcome != "accepted" }) { throw CommandFailure.negative() }
    }

    /// Where to connect to, in order, with the name that a certificate must have.
    private func places(for host: MailHost?) async throws(CommandFailure) -> [(name: String?, address: SocketAddress)] {
        var found: [(String?, IPAddress, Int)] = []
        if let host {
            let route = await (try resolver()).route(to: host)
            guard case .hosts(let hosts) = route else {
                throw .negative("\(host) cannot be reached: \(Self.words(for: route))")
            }
            found = hosts.flatMap { host in host.addresses.map { (host.name?.text, $0, port) } }
        } else if let server {
            let place = try Endpoint(server)
            if let address = IPAddress(place.host) {
                found = [(nil, address, place.port)]
            } else {
                let target: MailHost
                do { target = try MailHost(place.host) } catch { throw .usage("--server \(server): \(error)") }
                let route = await (try resolver()).addresses(of: target)
                guard case .hosts(let hosts) = route else {
                    throw .operational("\(server) cannot be reached: \(Self.words(for: route))")
                }
                found = hosts.flatMap { host in host.addresses.map { (host.name?.text, $0, place.port) } }
            }
        }
        return found.compactMap { name, address, port in
            (try? SocketAddress(ipAddress: address.description, port: port)).map { (name, $0) }
        }
    }

    private func resolver() throws(CommandFailure) -> MailExchangeResolver {
        var options = MailExchangeResolver.Options()
        // Whoever calls this command says himself where the mail goes.
        options.privateAddresses = .allow
        return MailExchangeResolver(dns: try DNSOption.resolver(dns), options: options)
    }

    /// Sends to the first place that answers; says what became of each recipient.
    private func send(
        _ message: [UInt8], _ transaction: SMTPTransaction,
        _ places: [(name: String?, address: SocketAddress)], _ security: SMTPClient.Security,
        _ credentials: SMTPCredentials?
    ) async throws(CommandFailure) -> [SendResult] {
        let group = MultiThreadedEventLoopGroup.singleton
        var lastFailure = "no address is known"
        for place in places {
            let client: SMTPClient
            do throws(SMTPClientFailure) {
                client = try await SMTPClient.connect(
                    to: place.address, serverName: place.name, helloName: try Self.helloName(), security: security,
                    credentials: credentials, behaviour: requests.behaviour, group: group)
            } catch {
                lastFailure = "\(place.address.ipAddress ?? ""):\(place.address.port ?? 0): \(error)"
                continue
            }
            let outcomes = await client.send(transaction, content: ByteBuffer(bytes: message))
            await client.quit()
            let results = zip(transaction.recipients, outcomes).map { SendResult($0.mailbox, $1, over: client) }
            if !json { for result in results { Console.print(result.text) } }
            return results
        }
        throw .operational(Console.printable(lastFailure))
    }

    private static func helloName() throws(SMTPClientFailure) -> String {
        (try? DomainName(MachineName.current))?.text ?? "localhost"
    }

    static func words(for route: MailRoute) -> String {
        switch route {
        case .hosts: "it has hosts"
        case .refusesMail: "it accepts no mail (null MX)"
        case .failed(let failure): "\(failure)"
        }
    }

    /// Whether the header has UTF-8 (RFC 6532); octets over 127 that are none are left to the server's judgement.
    private static func hasInternationalizedHeader(_ message: [UInt8]) -> Bool {
        guard let header = try? MessageHeader(parsing: message) else { return false }
        let octets = message[..<header.bodyOffset]
        return octets.contains { $0 > 127 } && String(validating: octets, as: UTF8.self) != nil
    }

    /// The message with CRLF, and with a header where it has none.
    private static func message(_ octets: [UInt8], from sender: ReversePath, to recipients: [Mailbox]) -> [UInt8] {
        let message = MessageText.withCRLF(octets)
        let firstLine = String(decoding: message.prefix { $0 != 13 }, as: UTF8.self)
        let name = firstLine.prefix { $0 != ":" }
        let hasHeader = firstLine.contains(":") && !name.isEmpty && name.utf8.allSatisfy { (33...126).contains($0) }
        if hasHeader { return message }
        return MessageText.header(from: sender, to: recipients) + message
    }
}

/// The option `--dns` of several commands.
enum DNSOption {
    /// A resolver that asks these servers in their order, or the system's where there are none.
    static func resolver(_ texts: [String]) throws(CommandFailure) -> CAresResolver {
        var configuration = CAresResolver.Configuration()
        for text in texts {
            guard let server = DNSServerAddress(text) else {
                throw .usage("--dns \(Console.printable(text)): it is an address and a port, such as 127.0.0.1:5353")
            }
            configuration.servers.append(server)
        }
        do {
            return try CAresResolver(configuration: configuration)
        } catch {
            throw .operational("DNS cannot be used: \(error)")
        }
    }
}
