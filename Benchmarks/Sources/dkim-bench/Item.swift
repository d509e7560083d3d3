import BenchmarkText
import CRawSignature
import DKIM
import Glibc
import MailAddressing
import MailCryptography

/// One thing that is measured, and its floor.
struct Item {
    var name: String
    var key: String
    var repetitions: Int
    var work: () async -> Void
    /// The same without a thread of its own: the key is given where `work` has it looked up.
    var counted: () -> Void
    var floor: () -> Void

    static let now: Int64 = 1_790_000_000

    /// Signing and verifying with either algorithm; the relaxed forms and the fields that are signed by default.
    ///
    /// - Parameter keys: a folder with the keys `rsa2048.pem` and `ed25519.pem`, so that runs can be compared; nil makes
    ///   new ones.
    static func all(keys: String? = nil) throws -> [Item] {
        try [
            ("RSA-2048", "rsa2048", PrivateKey.Specification.rsa()), ("Ed25519", "ed25519", .ed25519),
        ].flatMap { name, key, kind in
            let secret = try keys.map { try PrivateKey(pem: file("\($0)/\(key).pem")) } ?? .generate(kind)
            let verification = try verifying(name, key, secret)
            return [try signing(name, key, secret), verification.item] + (verification.besideAnew.map { [$0] } ?? [])
        }
    }

    private static func file(_ path: String) throws -> [UInt8] {
        guard let stream = fopen(path, "r") else { throw CryptographyError(.malformedKey, reason: "no file \(path)") }
        defer { fclose(stream) }
        var octets = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&octets, 1, octets.count, stream)
        return Array(octets[..<count])
    }

    private static func signing(_ name: String, _ key: String, _ secret: PrivateKey) throws -> Item {
        let signer = try DKIMSigner(domain: "example.com", selector: "s2026a", key: secret)
        let message = Samples.message(size: 10_000, seed: 1)
        let raw = try rawKey(secret)
        var signature = [UInt8](repeating: 0, count: 512)
        return Item(
            name: "sign, \(name)", key: "sign_\(key)_10k", repetitions: 500,
            work: { keep(try? signer.signature(of: message, at: now)) },
            counted: { keep(try? signer.signature(of: message, at: now)) },
            floor: {
                var length = signature.count
                keep(raw_sign(raw, message, message.count, &signature, &length))
            })
    }

    /// Verifying beside what can be prepared, and with RSA beside a context that is made for each call.
    private static func verifying(
        _ name: String, _ key: String, _ secret: PrivateKey
    ) throws -> (item: Item, besideAnew: Item?) {
        let signer = try DKIMSigner(domain: "example.com", selector: "s2026a", key: secret)
        let message = try signer.sign(Samples.message(size: 10_000, seed: 1), at: now)
        let record = OneRecord(text: DKIMKeyRecord.text(for: secret))
        let verifier = DKIMVerifier(keys: record)
        let raw = try rawKey(secret)
        var signature = [UInt8](repeating: 0, count: 512)
        var length = signature.count
        guard raw_sign(raw, message, message.count, &signature, &length) == 1 else {
            throw CryptographyError(.signing)
        }
        let item = Item(
            name: "verify, \(name)", key: "verify_\(key)_10k", repetitions: 2_000,
            work: { keep(await verifier.verify(message, at: now)) },
            counted: {
                var stream = verifier.begin()
                stream.update(message)
                let answers = stream.keyNames(at: now).map { (name: $0, answer: record.answer) }
                keep(stream.verdicts(for: answers))
            },
            floor: { keep(raw_verify(raw, message, message.count, signature, length)) })
        guard secret.algorithm == .rsa else { return (item, nil) }
        var anew = item
        anew.name = "the same, context of OpenSSL made anew"
        anew.key += "_anew"
        anew.floor = { keep(raw_verify_anew(raw, message, message.count, signature, length)) }
        return (item, anew)
    }

    private static func rawKey(_ key: PrivateKey) throws -> OpaquePointer {
        let pem = Array(try key.pem().utf8)
        guard let raw = raw_key_read(pem, pem.count) else { throw CryptographyError(.malformedKey) }
        return raw
    }
}

/// A source that has one record, whatever is asked.
struct OneRecord: TextRecordSource {
    let answer: TextRecordAnswer

    init(text: String) { answer = .records([Array(text.utf8)]) }

    func textRecords(at name: DomainName) async -> TextRecordAnswer { answer }
}
