import MailCryptography
import SMTPProtocol

/// What mechanisms need of cryptography, by OpenSSL.
struct TransportCryptography: SASLCryptography {
    func sha256(_ octets: [UInt8]) -> [UInt8] { SHA256.hash(of: octets) }

    func hmacSHA256(_ octets: [UInt8], key: [UInt8]) -> [UInt8] { HMACSHA256.code(for: octets, key: key) }

    /// Empty where OpenSSL has no memory for it: no proof fits that.
    func pbkdf2SHA256(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
        (try? KeyDerivation.pbkdf2SHA256(password: password, salt: salt, iterations: iterations)) ?? []
    }

    /// From the system's generator where OpenSSL's has none.
    func randomOctets(_ count: Int) -> [UInt8] {
        if let octets = try? SecureRandom.bytes(count) { return octets }
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
