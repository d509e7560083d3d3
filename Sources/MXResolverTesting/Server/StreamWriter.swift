internal import NIOCore

/// Writes replies to a connection one after the other, each as it is to be delivered; lives on the event loop.
final class StreamWriter {
    private let channel: any Channel
    private let timer = ReplyTimer()
    private var waiting: [ZoneReply] = []
    /// Whether a reply is being written in pieces, or the connection is being closed.
    private var isBusy = false

    /// Makes a writer for a connection.
    init(_ channel: any Channel) { self.channel = channel }

    /// Writes a reply when it is due and those before it are written.
    func send(_ reply: ZoneReply) {
        timer.run(after: reply.delay, on: channel.eventLoop) {
            self.waiting.append(reply)
            self.proceed()
        }
    }

    /// Drops what has not been written.
    func cancel() {
        timer.cancelAll()
        waiting = []
        isBusy = true
    }

    private func proceed() {
        while !isBusy, !waiting.isEmpty {
            let reply = waiting.removeFirst()
            let frames = reply.frames
            switch reply.delivery {
            case .whole: write(frames)
            case .octetByOctet(let pause):
                isBusy = true
                drip(frames[...], pause: pause)
            case .closing(let count):
                isBusy = true
                let channel = self.channel
                write(frames.prefix(count)).whenComplete { _ in channel.close(promise: nil) }
            }
        }
    }

    /// Writes one octet after the other, then whatever waits.
    private func drip(_ octets: ArraySlice<UInt8>, pause: Duration) {
        guard pause > .zero, let octet = octets.first else {
            for octet in octets { write([octet]) }
            isBusy = false
            proceed()
            return
        }
        timer.run(after: pause, on: channel.eventLoop) {
            self.write([octet])
            self.drip(octets.dropFirst(), pause: pause)
        }
    }

    @discardableResult
    private func write(_ octets: some Collection<UInt8>) -> EventLoopFuture<Void> {
        guard !octets.isEmpty else { return channel.eventLoop.makeSucceededVoidFuture() }
        return channel.writeAndFlush(channel.allocator.buffer(bytes: octets))
    }
}
