import Foundation
import Testing

@testable import ReferenceServer

@Suite("What a service manager is told")
struct ServiceManagerNotifierTests {
    /// A socket on which a manager listens; nil where it cannot be made.
    private struct Manager: ~Copyable {
        let descriptor: Int32

        init?(_ name: [UInt8]) {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let room = MemoryLayout.size(ofValue: address.sun_path)
            guard descriptor >= 0, name.count < room else { return nil }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
            let length = socklen_t(MemoryLayout<sockaddr_un>.size - room + name.count)
            let descriptor = descriptor
            let isBound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
            }
            guard isBound else { return nil }
        }

        deinit { close(descriptor) }

        /// What came last, without waiting for it: what was sent on this machine has come.
        func heard() -> String? {
            var octets = [UInt8](repeating: 0, count: 4_096)
            let count = recv(descriptor, &octets, octets.count, Int32(MSG_DONTWAIT))
            return count < 0 ? nil : String(decoding: octets.prefix(count), as: UTF8.self)
        }
    }

    private func notifier(_ socket: String?) -> ServiceManagerNotifier {
        ServiceManagerNotifier(
            environment: socket.map { [ServiceManagerNotifier.variable: $0] } ?? [:], monotonicTime: { 4_711 })
    }

    @Test("is how the daemon is, a line each, by a path or an abstract name", arguments: [true, false])
    func states(isAbstract: Bool) throws {
        try TemporaryFolder.with { folder in
            let path = folder.path + "/notify"
            let name = isAbstract ? [0] + Array(path.utf8) : Array(path.utf8)
            let manager = Manager(name)
            guard let manager else {
                Issue.record("the socket cannot be made")
                return
            }
            let notifier = notifier(isAbstract ? "@" + path : path)
            #expect(notifier.tell(.ready("serves\nMAINPID=1")))
            #expect(manager.heard() == "READY=1\nSTATUS=serves?MAINPID=1")
            #expect(notifier.tell(.reloading("reads")))
            #expect(manager.heard() == "RELOADING=1\nMONOTONIC_USEC=4711\nSTATUS=reads")
            #expect(notifier.tell(.stopping("stops")))
            #expect(manager.heard() == "STOPPING=1\nSTATUS=stops")
            #expect(manager.heard() == nil)
        }
    }

    @Test(
        "is nothing where no manager can be meant, or none listens",
        arguments: [
            nil, "", "@", "/", "relative", "vsock:2:1234", "/no/such/socket", "@waxwing-nobody-listens",
            "/" + String(repeating: "x", count: 200),
        ])
    func nobody(socket: String?) {
        #expect(!notifier(socket).tell(.ready("serves")))
    }

    @Test("has the time of the system's monotonic clock")
    func time() {
        let first = ServiceManagerNotifier.systemTime()
        #expect(first > 0)
        #expect(ServiceManagerNotifier.systemTime() >= first)
    }
}
