import NIOCore
import NIOSSL
import Testing

@testable import MTASTS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("An error of the connection")
struct TransportFaultTests {
    static let numbers: [(number: CInt, words: String)] = [
        (ECONNREFUSED, "connection refused"), (ECONNRESET, "connection reset by peer"),
        (EPIPE, "broken pipe"),
    ]

    @Test("of the system is told in the system's words, without those of the library", arguments: numbers)
    func system(number: CInt, words: String) {
        let error = IOError(errnoCode: number, reason: "connection reset (error set)")
        let fault = TransportFault(error, connectTimeout: .seconds(1))
        #expect(fault.kind == .connection)
        #expect(fault.detail == words)
    }

    @Test("that is about the certificate is no other fault")
    func certificate() {
        let fault = TransportFault(NIOSSLExtraError.failedToValidateHostname, connectTimeout: .seconds(1))
        #expect(fault.kind == .certificate)
        #expect(fault.detail == "it is for another name")
    }
}
