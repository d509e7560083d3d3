import MailCryptography
import NIOCore
import NIOPosix
import NIOSSL

/// One end of a connection that a test drives by hand: it says just what it is told, in the clear or under TLS.
final class WirePeer: Sendable {
    /// A part in the handshake.
    enum Role: Sendable {
        /// Asks for a name, or for none; takes every certificate.
        case client(serverName: String?)
        /// Shows a certificate.
        case server(SelfSignedCertificate)
    }

    private let channel: any Channel
    private let ear: NIOLoopBound<WireEar>

    init(_ channel: any Channel, _ ear: NIOLoopBound<WireEar>) {
        self.channel = channel
        self.ear = ear
    }

    /// Connects to a server.
    static func connect(to address: SocketAddress, from local: String? = nil) async throws -> WirePeer {
        var bootstrap = ClientBootstrap(group: TransportBench.group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(WireEar())
            }
        }
        if let local { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: local, port: 0)) }
        let channel = try await bootstrap.connect(to: address).get()
        return try await channel.eventLoop.submit {
            let ear = try channel.pipeline.syncOperations.handler(type: WireEar.self)
            return WirePeer(channel, NIOLoopBound(ear, eventLoop: channel.eventLoop))
        }.get()
    }

    /// Says text as it stands, in one piece.
    func say(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }

    /// Says a line and awaits the reply.
    @discardableResult
    func ask(_ line: String) async throws -> String {
        try await say(line + "\r\n")
        return try await reply()
    }

    /// Awaits a reply; its lines with LF between them.
    func reply() async throws -> String {
        var lines: [String] = []
        repeat { lines.append(try await line()) } while lines.last?.dropFirst(3).first == "-"
        return lines.joined(separator: "\n")
    }

    /// Awaits a line, and gives it without its CRLF.
    func line() async throws -> String {
        try await hear { heard, _ in
            guard let end = heard.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let line = heard[..<end]
            heard.removeFirst(end + 1)
            return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }

    /// Awaits these octets, and gives what came up to their end.
    @discardableResult
    func hear(through end: String) async throws -> String {
        let wanted = Array(end.utf8)
        return try await hear { heard, _ in
            guard let start = heard.indices.first(where: { heard[$0...].starts(with: wanted) }) else { return nil }
            let text = heard[..<(start + wanted.count)]
            heard.removeFirst(text.count)
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// Awaits the end of the connection, and gives what was left.
    func rest() async throws -> String {
        try await hear { heard, isOver in
            guard isOver else { return nil }
            defer { heard = [] }
            return String(decoding: heard, as: UTF8.self)
        }
    }

    private func hear(_ taking: @escaping WireEar.Taking) async throws -> String {
        let promise = channel.eventLoop.makePromise(of: String.self)
        let ear = ear
        channel.eventLoop.execute { ear.value.wait(for: taking, promise) }
        return try await promise.futureResult.get()
    }

    /// Begins TLS and awaits the end of the handshake.
    ///
    /// - Parameters:
    ///   - role: the part in it.
    ///   - text: what is said in the clear right before, so that nothing comes in between.
    func beginTLS(_ role: Role, after text: String = "") async throws {
        let secured = channel.eventLoop.makePromise(of: Void.self)
        let (channel, ear) = (channel, ear)
        channel.eventLoop.execute {
            if !text.isEmpty { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
            do {
                // First, as the handshake may end at once.
                ear.value.awaitTLS(secured)
                try channel.pipeline.syncOperations.addHandler(role.makeHandler(), position: .first)
            } catch {
                channel.pipeline.fireErrorCaught(error)
            }
        }
        try await secured.futureResult.get()
    }

    /// The host names in the certificate that the server has shown.
    var shownNames: [String] {
        get async throws {
            let channel = channel
            return try await channel.eventLoop.submit {
                let handler = try channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
                return try Certificate(der: try handler.peerCertificate?.toDERBytes() ?? []).hostNames
            }.get()
        }
    }

    /// Closes the connection as it should be, under TLS with its closure alert.
    func close() { channel.close(promise: nil) }

    /// Closes the connection under TLS itself, which is cut off.
    func cut() async {
        let channel = channel
        channel.eventLoop.execute {
            let operations = channel.pipeline.syncOperations
            if let context = try? operations.context(handlerType: NIOSSLClientHandler.self) {
                context.close(promise: nil)
            } else if let context = try? operations.context(handlerType: NIOSSLServerHandler.self) {
                context.close(promise: nil)
            } else {
                channel.close(promise: nil)
            }
        }
        try? await channel.closeFuture.get()
    }
}

extension WirePeer.Role {
    fileprivate func makeHandler() throws -> any ChannelHandler {
        switch self {
        case .client(let serverName):
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .none
            return try NIOSSLClientHandler(
                context: NIOSSLContext(configuration: configuration), serverHostname: serverName)
        case .server(let certificate):
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificatePEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(certificate.privateKeyPEM.utf8), format: .pem)
            let configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            return NIOSSLServerHandler(context: try NIOSSLContext(configuration: configuration))
        }
    }
}
