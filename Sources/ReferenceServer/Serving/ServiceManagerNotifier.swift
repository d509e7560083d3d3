import Foundation

/// Tells a service manager how the daemon is, as systemd wants to hear it (sd_notify(3)).
///
/// The manager names a socket in `NOTIFY_SOCKET`: a path, or `@` and a name of the abstract namespace. Where it names
/// none nothing is told. The variable stays, as the program that this one hands over to tells the same manager. A
/// manager that does not listen is no error: nothing here waits or fails.
struct ServiceManagerNotifier: Sendable {
    /// What is told; complete, as there is one for each step of the daemon's life.
    enum State: Hashable, Sendable {
        /// It serves; in words for `systemctl status`.
        case ready(String)
        /// It reads its files again or hands over; `ready` follows.
        case reloading(String)
        /// It stops.
        case stopping(String)
    }

    /// The name of the variable.
    static let variable = "NOTIFY_SOCKET"

    private let address: sockaddr_un?
    private let length: socklen_t
    private let monotonicTime: @Sendable () -> UInt64

    /// Makes a notifier.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - monotonicTime: microseconds of the system's monotonic clock.
    init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        monotonicTime: @escaping @Sendable () -> UInt64 = ServiceManagerNotifier.systemTime
    ) {
        self.monotonicTime = monotonicTime
        var name = Array((environment[Self.variable] ?? "").utf8)
        var address = sockaddr_un()
        let room = MemoryLayout.size(ofValue: address.sun_path)
        let isAbstract = name.first == UInt8(ascii: "@")
        guard isAbstract || name.first == UInt8(ascii: "/"), name.count > 1, name.count < room else {
            self.address = nil
            length = 0
            return
        }
        if isAbstract { name[0] = 0 }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        self.address = address
        // A name of the abstract namespace ends where the address does; a path has a zero after it.
        length = socklen_t(MemoryLayout<sockaddr_un>.size - room + name.count + (isAbstract ? 0 : 1))
    }

    /// Tells the manager.
    ///
    /// - Parameter state: how the daemon is.
    /// - Returns: whether somebody was there to be told.
    @discardableResult
    func tell(_ state: State) -> Bool {
        guard var address else { return false }
        let descriptor = socket(AF_UNIX, Self.datagram, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let text = Array(text(of: state).utf8)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, text, text.count, Self.flags, $0, length)
            }
        }
        return sent == text.count
    }

    /// The assignments, a line each.
    private func text(of state: State) -> String {
        switch state {
        case .ready(let words): "READY=1\nSTATUS=\(Console.printable(words))"
        case .reloading(let words):
            "RELOADING=1\nMONOTONIC_USEC=\(monotonicTime())\nSTATUS=\(Console.printable(words))"
        case .stopping(let words): "STOPPING=1\nSTATUS=\(Console.printable(words))"
        }
    }

    /// The monotonic clock in microseconds.
    @Sendable static func systemTime() -> UInt64 {
        var time = timespec()
        guard clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
        return UInt64(clamping: time.tv_sec) &* 1_000_000 &+ UInt64(clamping: time.tv_nsec / 1_000)
    }

    /// A manager that is slow to read does not hold the daemon up.
    private static let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
    private static let datagram = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
}
