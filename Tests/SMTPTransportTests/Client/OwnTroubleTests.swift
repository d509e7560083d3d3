import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("A failure of our own making", .timeLimit(.minutes(15)))
struct OwnTroubleTests {
    @Test("is told from one of the host's", arguments: OwnTrouble.allCases)
    func isOurs(trouble: OwnTrouble) {
        #expect(trouble.failure(at: .connect).isOurs)
        #expect(!SMTPClientFailure(.tlsUnavailable(trouble.rawValue), at: .startTLS).isOurs)
        #expect(!SMTPClientFailure(.refused(SMTPReply(421, nil, trouble.rawValue)), at: .greeting).isOurs)
    }

    @Test("is known by its number")
    func numbers() {
        #expect(OwnTrouble(errno: EADDRNOTAVAIL) == .noLocalAddress)
        #expect(OwnTrouble(errno: ENETUNREACH) == .noNetwork)
        #expect(OwnTrouble(errno: EMFILE) == .noResources)
        #expect(OwnTrouble(errno: EPERM) == .forbidden)
        for number in [ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ETIMEDOUT] {
            #expect(OwnTrouble(errno: number) == nil)
        }
    }

    @Test("is that there is no such address here to connect from")
    func noSuchAddress() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        do throws(SMTPClientFailure) {
            _ = try await bench.client(security: .none, from: "192.0.2.77")
            Issue.record("connected")
        } catch {
            #expect(error == OwnTrouble.noLocalAddress.failure(at: .connect))
        }
        await bench.shutdown()
        do throws(SMTPClientFailure) {
            _ = try await bench.client(security: .none)
            Issue.record("connected")
        } catch {
            #expect(!error.isOurs)
        }
    }
}
