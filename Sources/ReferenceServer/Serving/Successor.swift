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
    /// - Parameter sockets: what it listens on; each is given as its descriptor 3, 4 and so on.
    static func replaceThisProcess(handing sockets: [ListeningSocket]) -> CommandFailure {
        var copies: [CInt] = []
        for socket in sockets {
            // Beyond the numbers that they are to have.
            guard let descriptor = try? socket.duplicate() else { continue }
            copies.append(fcntl(descriptor, F_DUPFD_CLOEXEC, 3 + CInt(sockets.count)))
            close(descriptor)
        }
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in InheritedSockets.environment(count: copies.count) { environment[name] = value }
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        arguments.append(nil)
        variables.append(nil)
        for (index, copy) in copies.enumerated() { dup2(copy, 3 + CInt(index)) }
        // Whatever else is open is no business of the next program's, and locks end with their descriptors.
        for descriptor in (3 + CInt(copies.count))..<CInt(clamping: DescriptorLimit.raise() ?? 1_024) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGUSR2] { signal(number, SIG_DFL) }
        execve(path, arguments, variables)
        return .operational("cannot start \(path) anew: \(Files.systemError())")
    }
}
