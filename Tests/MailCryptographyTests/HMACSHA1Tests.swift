import MailCryptography
import Testing

/// Message authentication codes over SHA-1.
struct HMACSHA1Tests {
    /// A test case of RFC 2202, section 3.
    struct Sample: Sendable {
        var key: [UInt8]
        var message: [UInt8]
        var code: String
    }

    static let samples = [
        Sample(
            key: [UInt8](repeating: 0x0B, count: 20), message: Array("Hi There".utf8),
            code: "b617318655057264e28bc0b6fb378c8ef146be00"),
        Sample(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            code: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        Sample(
            key: [UInt8](repeating: 0xAA, count: 20), message: [UInt8](repeating: 0xDD, count: 50),
            code: "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
        Sample(
            key: Array(1...25), message: [UInt8](repeating: 0xCD, count: 50),
            code: "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
        Sample(
            key: [UInt8](repeating: 0x0C, count: 20), message: Array("Test With Truncation".utf8),
            code: "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
        Sample(
            key: [UInt8](repeating: 0xAA, count: 80),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
        Sample(
            key: [UInt8](repeating: 0xAA, count: 80),
            message: Array("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data".utf8),
            code: "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"),
    ]

    @Test("the codes of RFC 2202 come out", arguments: samples)
    func published(sample: Sample) {
        #expect(DigestTests.hexadecimal(HMACSHA1.code(for: sample.message, key: sample.key)) == sample.code)
    }

    /// Made apart from this code, with Python's `hmac`.
    @Test("an empty key and keys about the length of a block have a code")
    func lengthsOfKeys() {
        for (count, message, code) in [
            (0, "", "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"),
            (64, "m", "d52b5b30393c20f423870bb6d0ad622b02848ca9"),
            (65, "m", "d7ab367121230c7e073a785f02c779c915e96d01"),
        ] {
            let key = [UInt8](repeating: UInt8(ascii: "k"), count: count)
            #expect(DigestTests.hexadecimal(HMACSHA1.code(for: Array(message.utf8), key: key)) == code)
        }
    }
}
