import SMTPProtocol
import TestSupport

/// Cryptography for tests, written for shortness; its random octets follow from a seed.
struct TestCryptography: SASLCryptography {
    var seed: UInt64 = 1
    /// Whether keys are derived with all iterations; otherwise one has to do, which saves a second for each.
    var derivesFully = false

    func sha256(_ octets: [UInt8]) -> [UInt8] {
        var hash = SHA256Blocks()
        hash.absorb(octets)
        return hash.digest(length: octets.count)
    }

    func hmacSHA256(_ octets: [UInt8], key: [UInt8]) -> [UInt8] { Authenticator(self, key: key).code(of: octets) }

    func pbkdf2SHA256(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
        let authenticator = Authenticator(self, key: password)
        var block = authenticator.code(of: salt + [0, 0, 0, 1])
        var result = block
        for _ in 1..<(derivesFully ? max(1, iterations) : 1) {
            block = authenticator.code(of: block)
            for index in result.indices { result[index] ^= block[index] }
        }
        return result
    }

    func randomOctets(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}

/// HMAC with a key; the blocks of the key are hashed once.
private struct Authenticator {
    private var inner = SHA256Blocks()
    private var outer = SHA256Blocks()

    init(_ cryptography: TestCryptography, key: [UInt8]) {
        let short = key.count > 64 ? cryptography.sha256(key) : key
        let block = short + Array(repeating: 0, count: 64 - short.count)
        inner.absorb(block.map { $0 ^ 0x36 })
        outer.absorb(block.map { $0 ^ 0x5C })
    }

    func code(of octets: [UInt8]) -> [UInt8] {
        var (inner, outer) = (inner, outer)
        inner.absorb(octets)
        outer.absorb(inner.digest(length: 64 + octets.count))
        return outer.digest(length: 96)
    }
}

/// SHA-256 (FIPS 180-4) of octets of which all but the last come in whole blocks.
private struct SHA256Blocks {
    private var state: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    private var rest: [UInt8] = []

    mutating func absorb(_ octets: [UInt8]) {
        rest += octets
        while rest.count >= 64 {
            compress(Array(rest.prefix(64)))
            rest.removeFirst(64)
        }
    }

    /// The digest of a message of so many octets, all of which were absorbed.
    mutating func digest(length: Int) -> [UInt8] {
        let zeros = (119 - length % 64) % 64
        let bits = UInt64(length) * 8
        absorb([0x80] + Array(repeating: 0, count: zeros) + (0..<8).map { UInt8(bits >> (56 - 8 * $0) & 255) })
        return state.flatMap { word in (0..<4).map { UInt8(word >> (24 - 8 * $0) & 255) } }
    }

    private mutating func compress(_ block: [UInt8]) {
        var words = [UInt32](repeating: 0, count: 64)
        for index in 0..<16 {
            let octets = block[(4 * index)..<(4 * index + 4)]
            words[index] = octets.reduce(0) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<64 {
            let (early, late) = (words[index - 15], words[index - 2])
            let first = turned(early, 7) ^ turned(early, 18) ^ early >> 3
            let second = turned(late, 17) ^ turned(late, 19) ^ late >> 10
            words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let big = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
            let choice = e & f ^ ~e & g
            let first = h &+ big &+ choice &+ Self.constants[index] &+ words[index]
            let small = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
            let majority = a & b ^ a & c ^ b & c
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ small &+ majority)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    private func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    private static let constants: [UInt32] = [
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
        0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
        0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
        0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
        0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
        0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
    ]
}
