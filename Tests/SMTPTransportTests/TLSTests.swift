import Foundation
import MailCryptography
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport
import Testing

@Suite struct TransportTLSTests {
    @Test func opportunisticTLSIsUsedWhereItIsOffered() async throws {
        let bench = try await TransportBench()
        let client = try await bench.client(security: .startTLSWhenOffered(try .opportunistic()))
        #expect(client.tlsVersion == "TLSv1.3")
        let outcomes = try await TransportBench.send("x\r\n", over: client)
        await client.quit()
        #expect(outcomes.first?.isAccepted == true)
        #expect(bench.messages.first?.tlsVersion == "TLSv1.3")
        await bench.server.shutdown()
    }

    @Test func opportunisticTLSGoesOnInTheClearWhereItIsNotOffered() async throws {
        let bench = try await TransportBench(hasTLS: false)
        let client = try await bench.client(security: .startTLSWhenOffered(try .opportunistic()))
        #expect(client.tlsVersion == nil)
        await client.quit()
        await bench.server.shutdown()
    }

    @Test func requiredTLSFailsWhereItIsNotOffered() async throws {
        let bench = try await TransportBench(hasTLS: false)
        await #expect {
            _ = try await bench.client(security: .startTLSRequired(try .opportunistic()))
        } throws: { ($0 as? SMTPClientFailure)?.stage == .startTLS }
        await bench.server.shutdown()
    }

    @Test func verifiedTLSRefusesACertificateThatNobodyVouchesFor() async throws {
        let bench = try await TransportBench()
        await #expect {
            _ = try await bench.client(security: .startTLSRequired(try .verified()))
        } throws: { error in
            guard case .tlsUnavailable = (error as? SMTPClientFailure)?.reason else { return false }
            return true
        }
        await bench.server.shutdown()
    }

    @Test func verifiedTLSIsNotContentWithTheAddressInPlaceOfTheName() async throws {
        let bench = try await TransportBench(certificateFor: "127.0.0.1")
        let file = NSTemporaryDirectory() + "waxwing-roots-\(UUID().uuidString).pem"
        try bench.certificate.certificatePEM.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let tls = try SMTPClientTLS.verified(roots: .file(file))
        await #expect {
            _ = try await bench.client(security: .startTLSRequired(tls), serverName: "mx.example.test")
        } throws: { error in
            "\(error)".contains("the certificate is for another name")
        }
        // Where only the address is known, it is what counts.
        let client = try await bench.client(security: .startTLSRequired(tls), serverName: "127.0.0.1")
        await client.quit()
        await bench.server.shutdown()
    }

    @Test(arguments: [("mx.example.test", true), ("other.example.test", false)])
    func verifiedTLSChecksTheName(name: String, isRight: Bool) async throws {
        let bench = try await TransportBench()
        let file = NSTemporaryDirectory() + "waxwing-roots-\(UUID().uuidString).pem"
        try bench.certificate.certificatePEM.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let tls = try SMTPClientTLS.verified(roots: .file(file))
        do throws(SMTPClientFailure) {
            let client = try await bench.client(security: .startTLSRequired(tls), serverName: name)
            #expect(isRight)
            await client.quit()
        } catch {
            #expect(!isRight, "\(error)")
        }
        await bench.server.shutdown()
    }

    @Test func aPasswordIsNotSentInTheClear() async throws {
        let bench = try await TransportBench(hasTLS: false)
        await #expect {
            _ = try await bench.client(credentials: SMTPCredentials(user: "me", password: "secret"))
        } throws: { ($0 as? SMTPClientFailure)?.reason == .authenticationUnavailable }
        await bench.server.shutdown()
    }

    @Test func commandsThatWereSentBehindSTARTTLSInTheClearAreNotCarriedOut() async throws {
        let bench = try await TransportBench()
        let lines = try await RawClient.talk(
            to: bench.address,
            sending: "EHLO x\r\nSTARTTLS\r\nMAIL FROM:<injected@example.test>\r\nRCPT TO:<ada@example.test>\r\n")
        #expect(lines.last?.hasPrefix("220 2.0.0") == true)
        #expect(!lines.contains { $0.hasPrefix("250 2.1") })
        await bench.server.shutdown()
    }
}

/// Sends octets and collects the lines of the answer until the server is silent for a while or closes.
enum RawClient {
    static func talk(to address: SocketAddress, sending text: String) async throws -> [String] {
        let channel = try await ClientBootstrap(group: TransportBench.group)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var received = ByteBuffer()
            // The reply to STARTTLS is the last thing that is said in the clear.
            do {
                for try await var part in inbound {
                    received.writeBuffer(&part)
                    if String(buffer: received).contains("\r\n220 2.0.0") { break }
                }
            } catch {}
            return String(buffer: received).split(separator: "\r\n").map(String.init)
        }
    }
}
