/// The messages of SCRAM and the arithmetic of its proofs (RFC 5802, sections 3 and 7), as both sides need them.
enum SCRAM {
    /// The octets of a key, a signature or a proof: those of SHA-256.
    static let keyLength = 32
    /// The random octets in a nonce: 144 bits, 24 characters in base 64 and no padding.
    static let nonceOctets = 18
    /// The most characters of a peer's nonce.
    ///
    /// 256: ten times what implementations send.
    static let maximumNonceLength = 256
    /// The only type of channel binding here (RFC 5929, section 4).
    static let bindingType = "tls-server-end-point"

    /// A client's first message behind its header.
    struct ClientFirst: Sendable {
        let user: String
        let nonce: [UInt8]

        /// The message, or nil where it is none.
        ///
        /// An extension that must be understood, `m=`, makes it none.
        init?(parsing bare: ArraySlice<UInt8>) {
            let parts = bare.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard parts.count >= 2, let name = SCRAM.value("n", of: parts[0]), let user = SASLName.decode(name),
                let nonce = SCRAM.value("r", of: parts[1]), SCRAM.isNonce(nonce, atMost: SCRAM.maximumNonceLength),
                parts.dropFirst(2).allSatisfy(SCRAM.isOptionalExtension)
            else { return nil }
            self.user = user
            self.nonce = Array(nonce)
        }
    }

    /// A server's first message.
    struct ServerFirst: Sendable {
        let nonce: [UInt8]
        let salt: [UInt8]
        let iterations: Int

        init(nonce: [UInt8], salt: [UInt8], iterations: Int) {
            self.nonce = nonce
            self.salt = salt
            self.iterations = iterations
        }

        /// The message, or nil where it is none.
        init?(parsing message: [UInt8]) {
            let parts = message.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            // The nonce begins with ours, and then has as much of the server's own.
            guard parts.count >= 3, let nonce = SCRAM.value("r", of: parts[0]),
                SCRAM.isNonce(nonce, atMost: 2 * SCRAM.maximumNonceLength),
                let saltText = SCRAM.value("s", of: parts[1]), let salt = SASLBase64.decode(saltText), !salt.isEmpty,
                let digits = SCRAM.value("i", of: parts[2]), let iterations = SCRAM.number(digits),
                parts.dropFirst(3).allSatisfy(SCRAM.isOptionalExtension)
            else { return nil }
            self.init(nonce: Array(nonce), salt: salt, iterations: iterations)
        }

        var octets: [UInt8] {
            Array("r=".utf8) + nonce + Array(",s=".utf8) + SASLBase64.encodeOctets(salt)
                + Array(",i=\(iterations)".utf8)
        }
    }

    /// A client's last message.
    struct ClientFinal: Sendable {
        let binding: [UInt8]
        let nonce: [UInt8]
        let proof: [UInt8]
        let withoutProof: [UInt8]

        /// The message, or nil where it is none.
        init?(parsing message: [UInt8]) {
            let parts = message.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard parts.count >= 3, let last = parts.last, let bindingText = SCRAM.value("c", of: parts[0]),
                let binding = SASLBase64.decode(bindingText), let nonce = SCRAM.value("r", of: parts[1]),
                let proofText = SCRAM.value("p", of: last), let proof = SASLBase64.decode(proofText),
                proof.count == SCRAM.keyLength, parts.dropFirst(2).dropLast().allSatisfy(SCRAM.isOptionalExtension)
            else { return nil }
            self.binding = binding
            self.nonce = Array(nonce)
            self.proof = proof
            withoutProof = Array(message.dropLast(last.count + 1))
        }
    }
}

extension SCRAM {
    /// A nonce of our own: random octets in base 64, whose alphabet has no comma.
    static func nonce(_ cryptography: any SASLCryptography) -> [UInt8] {
        SASLBase64.encodeOctets(cryptography.randomOctets(nonceOctets))
    }

    /// AuthMessage: all that was said before the proof.
    static func authMessage(clientFirst: [UInt8], serverFirst: [UInt8], clientFinal: [UInt8]) -> [UInt8] {
        clientFirst + [UInt8(ascii: ",")] + serverFirst + [UInt8(ascii: ",")] + clientFinal
    }

    /// The exclusive or of two strings of the same length.
    static func xor(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] { zip(first, second).map { $0 ^ $1 } }

    /// The value of an attribute, or nil where the part is another one.
    static func value(_ name: Unicode.Scalar, of part: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard part.count >= 2, part.first == UInt8(ascii: name), part.dropFirst().first == UInt8(ascii: "=")
        else { return nil }
        return part.dropFirst(2)
    }

    /// Whether the part is an attribute that may be passed over; `m` may not.
    private static func isOptionalExtension(_ part: ArraySlice<UInt8>) -> Bool {
        guard let name = part.first, (name | 0x20) &- 97 < 26, name != UInt8(ascii: "m") else { return false }
        return part.count > 2 && part.dropFirst().first == UInt8(ascii: "=") && !part.contains(0)
    }

    /// Whether the octets are printable ASCII, not empty and not too many; there is no comma in a part.
    private static func isNonce(_ octets: ArraySlice<UInt8>, atMost limit: Int) -> Bool {
        !octets.isEmpty && octets.count <= limit && octets.allSatisfy { (33...126).contains($0) }
    }

    /// A number without sign and leading zero, of nine digits at most.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...9).contains(digits.count), digits.first != UInt8(ascii: "0"), digits.allSatisfy({ $0 &- 48 < 10 })
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }
}
