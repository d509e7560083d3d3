import BenchmarkText
import DKIM
import Foundation
import MailAddressing
import MailCryptography

/// The processor time of signing and verifying messages of a folder, as JSON: for a comparison with other programs.
enum Given {
    /// Reads all files of a folder, signs each with the key and with a new Ed25519 key, and verifies what was signed.
    static func run(folder: String, key: String, seconds: Double) async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let messages = try names.map { [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) }
        let rsa = try PrivateKey(pem: [UInt8](try Data(contentsOf: URL(filePath: key))))
        var figures = ["\"messages\": \(messages.count)"]
        for (name, secret) in [("rsa2048", rsa), ("ed25519", try PrivateKey.generate(.ed25519))] {
            let signer = try DKIMSigner(domain: "sender.test", selector: "s1", key: secret)
            let verifier = DKIMVerifier(keys: OneRecord(text: DKIMKeyRecord.text(for: secret)))
            let signing = await microseconds(messages, seconds: seconds) { keep(try? signer.sign($0, at: Item.now)) }
            let signed = try messages.map { try signer.sign($0, at: Item.now) }
            for message in signed where await verifier.verify(message, at: Item.now).bestResult != .pass {
                throw CryptographyError(.signing, reason: "a signature does not pass: there is nothing to time")
            }
            let verifying = await microseconds(signed, seconds: seconds) {
                keep(await verifier.verify($0, at: Item.now))
            }
            var options = DKIMVerifier.Options()
            options.rememberedKeys = 0
            let forgetful = DKIMVerifier(keys: OneRecord(text: DKIMKeyRecord.text(for: secret)), options: options)
            let reading = await microseconds(signed, seconds: seconds) {
                keep(await forgetful.verify($0, at: Item.now))
            }
            figures.append("\"verify_\(name)_10k_fresh_key_us\": \(reading.text(2))")
            figures.append("\"sign_\(name)_10k_us\": \(signing.text(2))")
            figures.append("\"verify_\(name)_10k_us\": \(verifying.text(2))")
        }
        print("{" + figures.joined(separator: ", ") + "}")
    }

    /// The processor time for one message, from whole rounds over all that last about so many seconds.
    private static func microseconds(
        _ messages: [[UInt8]], seconds: Double, _ work: ([UInt8]) async -> Void
    ) async -> Double {
        let start = clock()
        var count = 0
        while true {
            for message in messages { await work(message) }
            count += messages.count
            let used = Double(clock() - start) / Double(CLOCKS_PER_SEC)
            guard used < seconds else { return used * 1e6 / Double(count) }
        }
    }
}
