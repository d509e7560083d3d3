/// What a comment or the `with` clause of a Received field says of TLS.
///
/// Among others `(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))`, `(version=TLS1_2, cipher=…)`,
/// `(TLS-1.0:DHE_RSA_3DES_EDE_CBC_SHA:24)`, `(Cipher TLSv1:DES-CBC3-SHA:168)`, `(TLS: TLS1.3, 128bits, …)`.
struct ReceivedEncryption {
    private(set) var version: String?
    private(set) var cipher: String?

    init(_ text: [UInt8]) {
        var isAboutTLS = false
        var isBehindCipher = false
        for part in text.split(whereSeparator: \.partsEncryption) {
            let word = part.prefix(Self.maximumWordLength + 1).map(\.lowercasedLetter)
            if word.elementsEqual("tls".utf8) {
                isAboutTLS = true
            } else if word.elementsEqual("cipher".utf8) || word.elementsEqual("tls_cipher".utf8) {
                isAboutTLS = true
                isBehindCipher = true
            } else if Self.isVersion(word) {
                isAboutTLS = true
                if version == nil { version = String(decoding: part, as: UTF8.self) }
            } else if isAboutTLS, cipher == nil, word.count <= Self.maximumWordLength,
                isBehindCipher || Self.isCipher(word)
            {
                cipher = String(decoding: part, as: UTF8.self)
            }
        }
    }

    /// Whether the word is `TLS` or `SSL` with a number.
    private static func isVersion(_ word: [UInt8]) -> Bool {
        guard word.starts(with: "tls".utf8) || word.starts(with: "ssl".utf8) else { return false }
        var number = word.dropFirst(3)
        if let first = number.first, [UInt8(ascii: "v"), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(first) {
            number = number.dropFirst()
        }
        guard (1...3).contains(number.count), let first = number.first, first.isDigit else { return false }
        if number.count == 1 { return true }
        let isParted = [UInt8(ascii: "."), UInt8(ascii: "_")].contains(number[number.startIndex + 1])
        return number.count == 3 && isParted && number.last?.isDigit == true
    }

    /// Whether the word begins like a cipher suite of OpenSSL, GnuTLS or the registry of IANA.
    private static func isCipher(_ word: [UInt8]) -> Bool {
        (word.contains(UInt8(ascii: "-")) || word.contains(UInt8(ascii: "_")))
            && cipherPrefixes.contains { word.starts(with: $0.utf8) }
    }

    private static let cipherPrefixes = [
        "tls_", "tls13_", "ecdhe", "ecdh_", "dhe", "dh_", "edh", "adh", "aecdh", "rsa_", "psk", "aes", "des", "3des",
        "rc4",
        "chacha20", "camellia", "aria", "null",
    ]

    /// The longest word that is kept: twice the longest name of a cipher suite that is registered.
    private static let maximumWordLength = 100
}

extension UInt8 {
    /// Whether the octet parts the words of a note on TLS.
    fileprivate var partsEncryption: Bool {
        switch self {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
            UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }
}
