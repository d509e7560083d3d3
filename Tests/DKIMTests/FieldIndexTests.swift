import Testing

@testable import DKIM

/// The table of names: what is one name, and what must not meet in one place.
struct FieldIndexTests {
    @Test("every octet alone is folded as a letter of ASCII or not at all")
    func folding() {
        for octet in UInt8.min...UInt8.max {
            let eight = UInt64(octet) &* 0x0101_0101_0101_0101
            #expect(NameMixer.lowercased(eight) == UInt64(octet.lowercasedLetter) &* 0x0101_0101_0101_0101)
            #expect(NameMixer.lowercased(UInt64(octet) << 24) == UInt64(octet.lowercasedLetter) << 24)
        }
    }

    @Test("names that differ in letters' case mix alike, and names of octets 32 apart do not")
    func mixing() {
        #expect(NameMixer.mix(Array("Content-Type".utf8).span) == NameMixer.mix(Array("cONTENT-tYPE".utf8).span))
        var mixes: Set<UInt64> = []
        for number in 0..<8_192 {
            let name = (0..<13).map { number >> $0 & 1 == 0 ? UInt8(ascii: "[") : UInt8(ascii: "{") }
            mixes.insert(NameMixer.mix(name.span))
        }
        #expect(mixes.count > 8_190)
    }

    @Test("fields are taken from the bottom, whatever their case, and each once")
    func taking() throws {
        let index = try Fixtures.index(of: Array("A: 1\r\nb: 2\r\na: 3\r\nB : 4\r\n[: 5\r\n{: 6\r\n".utf8))
        #expect(index.positions(of: Array("A".utf8)) == [0, 2])
        #expect(index.count(of: Array("b".utf8)) == 2)
        #expect(index.positions(of: Array("[".utf8)) == [4])
        #expect(index.positions(of: Array("none".utf8)).isEmpty)
        let names = SignedNames(parsing: Array("a:B:a:a:b:{".utf8)[...])
        #expect(index.positions(for: names) == [2, 3, 0, 1, 5])
        #expect(index.positions(for: names, besides: 2) == [0, 3, 1, 5])
    }
}
