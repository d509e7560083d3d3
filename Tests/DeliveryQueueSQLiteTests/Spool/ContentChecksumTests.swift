import Testing

@testable import DeliveryQueueSQLite

@Suite("The checksum of contents") struct ContentChecksumTests {
    @Test(
        "is XXH64 with seed 0",
        arguments: [
            ("", 0xEF46_DB37_51D8_E999),
            ("a", 0xD24E_C4F1_A98C_6E5B),
            ("as", 0x1C33_0FB2_D66B_E179),
            ("asd", 0x631C_37CE_72A9_7393),
            ("asdf", 0x4158_72F5_99CE_A71E),
            ("abc", 0x44BC_2CF5_AD77_0999),
            ("Call me Ishmael. Some years ago--never mind how long precisely-", 0x02A2_E854_70D6_FD96),
            ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
        ] as [(String, UInt64)])
    func publishedValues(text: String, checksum: UInt64) {
        #expect(ContentChecksum.of(Array(text.utf8)) == checksum)
    }

    @Test(
        "has the values that the specification's own check expects",
        arguments: [
            (1, 0xE934_A84A_DB05_2768), (4, 0x9136_A0DC_A574_57EE), (14, 0x8282_DCC4_994E_35C8),
            (222, 0xB641_AE8C_B691_C174),
        ] as [(Int, UInt64)])
    func specifiedValues(length: Int, checksum: UInt64) {
        #expect(ContentChecksum.of(Self.octets(length)) == checksum)
    }

    @Test("does not depend on the pieces", arguments: [1, 3, 7, 8, 31, 32, 33, 64, 100])
    func pieces(pieceSize: Int) {
        for length in [0, 1, 4, 8, 14, 31, 32, 33, 63, 64, 65, 96, 222, 1_000] {
            let octets = Self.octets(length)
            var checksum = ContentChecksum()
            for start in stride(from: 0, to: length, by: pieceSize) {
                checksum.update(octets[start..<min(length, start + pieceSize)])
                checksum.update([])
            }
            #expect(checksum.value == ContentChecksum.of(octets), "\(length) octets")
        }
    }

    @Test("can be asked in between") func valueInBetween() {
        let octets = Self.octets(200)
        var checksum = ContentChecksum()
        for (index, octet) in octets.enumerated() {
            #expect(checksum.value == ContentChecksum.of(Array(octets[..<index])))
            checksum.update([octet])
        }
    }

    /// The octets that the specification's check makes.
    private static func octets(_ count: Int) -> [UInt8] {
        var word: UInt64 = 2_654_435_761
        return (0..<count).map { _ in
            defer { word = word &* 11_400_714_785_074_694_797 }
            return UInt8(word >> 56)
        }
    }
}
