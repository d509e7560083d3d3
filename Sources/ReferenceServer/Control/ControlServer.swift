import DeliveryQueue
import Foundation
import NIOCore
import NIOPosix

/// Answers the command line's questions on a local socket that only the daemon's user can open.
///
/// A question is one line of JSON, the answer is one line of JSON, and the connection is over.
final class ControlServer: Sendable {
    private let channel: any Channel
    private let path: String
    private let notePath: String

    /// Begins to listen.
    static func start(
        at path: String, notePath: String, store: any QueueStore, group: any EventLoopGroup
    ) async throws(CommandFailure) -> ControlServer {
        // What lies there was left by a process that is gone: the data directory is ours.
        unlink(path)
        do {
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ControlHandler(store: store))
                    }
                }
                .bind(unixDomainSocketPath: path).get()
            chmod(path, 0o600)
            return ControlServer(channel: channel, path: path, notePath: notePath)
        } catch {
            throw .operational("cannot make the control socket \(path): \(error)")
        }
    }

    private init(channel: any Channel, path: String, notePath: String) {
        self.channel = channel
        self.path = path
        self.notePath = notePath
    }

    /// Stops listening and removes the socket, and the note that leads to it.
    func stop() async {
        try? await channel.close().get()
        unlink(path)
        unlink(notePath)
    }
}

/// Reads one question and writes one answer.
private final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// A question has a few words.
    private static let maximumQuestionLength = 4_096

    private let store: any QueueStore
    private var question = ByteBuffer()
    private var isAnswering = false

    init(store: any QueueStore) { self.store = store }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        guard !isAnswering else { return }
        question.writeBuffer(&octets)
        guard question.readableBytesView.contains(UInt8(ascii: "\n")) else {
            if question.readableBytes > Self.maximumQuestionLength { context.close(promise: nil) }
            return
        }
        isAnswering = true
        let request = try? JSONDecoder().decode(QueueRequest.self, from: Data(question.readableBytesView))
        let (store, eventLoop) = (store, context.eventLoop)
        let loopBound = NIOLoopBound((self, context), eventLoop: eventLoop)
        Task {
            let response =
                await request?.answer(from: store) ?? QueueResponse(failure: "the question is not understood")
            let answer = (try? JSONEncoder().encode(response)) ?? Data()
            eventLoop.execute {
                let (handler, context) = loopBound.value
                var buffer = ByteBuffer(bytes: answer)
                buffer.writeString("\n")
                context.writeAndFlush(handler.wrapOutboundOut(buffer)).whenComplete { _ in
                    loopBound.value.1.close(promise: nil)
                }
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
