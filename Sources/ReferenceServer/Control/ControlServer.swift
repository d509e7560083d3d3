import Foundation
import NIOCore
import NIOPosix

/// Answers the command line's questions on a local socket that only the daemon's user can open.
///
/// A question is one line of JSON. Lines of JSON follow that say how far the answer is, where it takes long, or hold
/// pages of a list, and the answer is the last line; then the connection is over.
final class ControlServer: Sendable {
    private let channel: any Channel
    private let path: String
    private let notePath: String

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - path: where the socket is made.
    ///   - notePath: the file that leads to the socket, removed at the end.
    ///   - service: who answers.
    ///   - group: the event loops; those that the process shares by default.
    /// - Throws: `CommandFailure` when the socket cannot be made.
    static func start(
        at path: String, notePath: String, service: ControlService,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws(CommandFailure) -> ControlServer {
        // What lies there was left by a process that is gone: the data directory is ours.
        unlink(path)
        do {
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ControlHandler(service: service))
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
