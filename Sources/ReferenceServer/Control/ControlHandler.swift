import DeliveryQueueSQLite
import Foundation
import NIOConcurrencyHelpers
import NIOCore

/// Reads one question and writes one answer, and before it how far the answer is, or pages of it.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// The longest question in octets, 1 MiB: a question has a few words, or the names of up to some fifty thousand
    /// messages.
    static let maximumQuestionLength = 1_048_576

    private let service: ControlService
    private var question = ByteBuffer()
    private var isAnswering = false

    /// Makes the handler of a connection.
    ///
    /// - Parameter service: who answers.
    init(service: ControlService) { self.service = service }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var octets = unwrapInboundIn(data)
        guard !isAnswering else { return }
        let isComplete = octets.readableBytesView.contains(UInt8(ascii: "\n"))
        question.writeBuffer(&octets)
        guard isComplete else {
            if question.readableBytes > Self.maximumQuestionLength { context.close(promise: nil) }
            return
        }
        isAnswering = true
        let request = try? JSONDecoder().decode(QueueRequest.self, from: Data(question.readableBytesView))
        question = ByteBuffer()
        let (service, channel) = (service, context.channel)
        Task { await ControlHandler.answer(request, by: service, on: channel) }
    }

    private static func answer(
        _ request: QueueRequest?, by service: ControlService, on channel: any Channel
    ) async {
        let gate = NIOLockedValueBox(ProgressGate())
        let progress: @Sendable (StoreProgress) -> Void = { progress in
            guard gate.withLockedValue({ $0.admits(progress) }) else { return }
            channel.writeAndFlush(ControlHandler.line(QueueResponse(progress: ProgressView(progress))), promise: nil)
        }
        var response = QueueResponse(failure: "the question is not understood")
        if let request {
            response = await service.answer(request, progress: progress) { page in
                // The next page is made when the client has taken most of this one.
                try await channel.writeAndFlush(ControlHandler.line(QueueResponse(page: page))).get()
            }
        }
        // Closed when all is written; a client that has gone is no error.
        try? await channel.writeAndFlush(ControlHandler.line(response)).get()
        try? await channel.close().get()
    }

    private static func line(_ response: QueueResponse) -> ByteBuffer {
        var buffer = ByteBuffer(bytes: (try? JSONEncoder().encode(response)) ?? Data())
        buffer.writeString("\n")
        return buffer
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
