import Foundation
import SMTPTransport

/// Starts this program anew in the place of this process, its listening sockets handed over.
enum Successor {
    /// The program's own path as it was at the start; another version may lie there by now, which is then the one that is
    /// started.
    static let path: String = {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }()

    /// Becomes the program that lies at `path`; returns only where that fails.
    ///
    /// Until the very last call nothing changes that this process still uses.
    ///
    /// - Parameter sockets: what it listens on.
    static func replaceThisProcess(handing sockets: [ListeningSocket]) -> CommandFailure {
        var descriptors: [CInt] = []
        for socket in sockets {
            do throws(SMTPTransportError) {
                descriptors.append(try socket.duplicate())
            } catch {
                return .operational("cannot hand over \(socket.address): \(error)")
            }
        }
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in InheritedSockets.environment(handing: descriptors) { environment[name] = value }
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        arguments.append(nil)
        variables.append(nil)
        // What else is open is no business of the next program's, and locks end with their descriptors.
        guard let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else {
            return .operational(
                "cannot start \(path) anew: what is open cannot be seen, as /proc/self/fd cannot be read")
        }
        for descriptor in open.compactMap({ CInt($0) }) where descriptor > 2 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, 0) }
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        // Signals that come before the next program listens to them must not end it.
        for number in [SIGHUP, SIGUSR2] { signal(number, SIG_IGN) }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        execve(path, arguments, variables)
        return .operational("cannot start \(path) anew: \(Files.systemError())")
    }
}
