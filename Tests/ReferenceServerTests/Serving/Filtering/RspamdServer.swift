import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A server on loopback that takes one request of each connection and answers it as its script says, octet by octet.
final class RspamdServer: Sendable {
    /// What follows once a request has come; complete.
    enum Script: Sendable {
        /// These octets are sent, and the connection is closed.
        case answer([UInt8])
        /// These octets are sent, and nothing follows.
        case begin([UInt8])
        /// These octets are sent, then eight mebibytes of blanks, far more than a client takes.
        case flood([UInt8])
        /// The connection is closed.
        case close

        /// An answer of rspamd.
        static func reply(_ json: String, status: String = "200 OK", type: String? = "application/json") -> Script {
            let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
            let head = "HTTP/1.1 \(status)\r\n\(type)Content-Length: \(json.utf8.count)\r\n\r\n"
            return .answer(Array((head + json).utf8))
        }
    }

    /// A request as it came.
    struct Request: Sendable {
        let head: String
        let body: [UInt8]
    }

    /// The port.
    let port: Int
    private let listener: any Channel
    private let box: NIOLockedValueBox<[Request]>

    /// What has come so far.
    var requests: [Request] { box.withLockedValue { $0 } }

    /// Starts a server, runs the body and stops it.
    static func with(_ script: Script, _ body: (RspamdServer) async throws -> Void) async throws {
        let box = NIOLockedValueBox<[Request]>([])
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = ScriptHandler(script) { request in box.withLockedValue { $0.append(request) } }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = RspamdServer(listener, box: box)
        do {
            try await body(server)
        } catch {
            try? await listener.close()
            throw error
        }
        try? await listener.close()
    }

    private init(_ listener: any Channel, box: NIOLockedValueBox<[Request]>) {
        self.listener = listener
        self.box = box
        port = listener.localAddress?.port ?? 0
    }
}

/// Plays a script on one connection.
private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: RspamdServer.Script
    private let heard: (RspamdServer.Request) -> Void
    private var octets: [UInt8] = []
    private var hasBegun = false

    init(_ script: RspamdServer.Script, heard: @escaping (RspamdServer.Request) -> Void) {
        self.script = script
        self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        octets += unwrapInboundIn(data).readableBytesView
        guard !hasBegun, let request else { return }
        hasBegun = true
        heard(request)
        switch script {
        case .answer(let answer):
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            send(answer, context).whenComplete { _ in bound.value.close(promise: nil) }
        case .begin(let octets): _ = send(octets, context)
        case .flood(let octets):
            _ = send(octets, context)
            flood(pieces: 128, context)
        case .close: context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// The request, once all of it is there.
    private var request: RspamdServer.Request? {
        guard let end = octets.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: octets[..<end.lowerBound], as: UTF8.self)
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        let length = line.flatMap { Int($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) } ?? 0
        let body = octets[end.upperBound...]
        return body.count < length ? nil : RspamdServer.Request(head: head, body: Array(body))
    }

    private func flood(pieces: Int, _ context: ChannelHandlerContext) {
        guard pieces > 0 else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        send([UInt8](repeating: 32, count: 65_536), context).whenSuccess {
            // Not at once: the loop has others to serve.
            bound.eventLoop.execute {
                let (handler, context) = bound.value
                handler.flood(pieces: pieces - 1, context)
            }
        }
    }

    private func send(_ octets: [UInt8], _ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)))
    }
}
