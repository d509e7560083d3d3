import Testing

@testable import DeliveryQueue

@Suite struct StateKeyTests {
    private static let long = (0..<40).map { "mx\($0),mx\($0)b.mail.example.net" }.joined(separator: "+")

    @Test(
        arguments: [
            (.path(source: "default", site: "mx1,mx2.example.com"), "path/default/mx1,mx2.example.com"),
            (.path(source: "a/b%", site: "[192.0.2.1]"), "path/a%2Fb%25/[192.0.2.1]"),
            (.path(source: "a", site: "x/y%2F"), "path/a/x/y%2F"), (.warmUp("a/b"), "warm-up/a/b"),
            (.suspension(.site("example.com")), "suspension/site/example.com"),
            (.suspension(.sender("@example.com")), "suspension/sender/@example.com"),
            (.suspension(.source("a/b")), "suspension/source/a/b"),
            (.suspension(.path(source: "a/b", site: "c/d")), "suspension/path/a%2Fb/c/d"),
        ] as [(StateKey, String)])
    func aKeyIsWrittenAndReadAgain(key: StateKey, text: String) {
        #expect(key.text == text && StateKey(text) == key)
        let stored = key.stored([1, 2])
        #expect(stored.key == text && stored.value == [1, 2])
        let read = StateKey.read(stored.key, [1, 2])
        #expect(read?.key == key && read?.value == [1, 2])
    }

    @Test(
        arguments: [
            .path(source: "default", site: long), .suspension(.sender("\(long)@example.com")), .warmUp(long),
        ] as [StateKey])
    func aLongKeyIsADigestAndItsValueBeginsWithIt(key: StateKey) {
        let stored = key.stored([7])
        #expect(stored.key.utf8.count <= 255 && stored.key.hasPrefix("long/"))
        let read = StateKey.read(stored.key, stored.value ?? [])
        #expect(read?.key == key && read?.value == [7])
        #expect(key.stored(nil).key == stored.key && key.stored(nil).value == nil)
        for length in 0..<min(40, stored.value?.count ?? 0) {
            #expect(StateKey.read(stored.key, Array((stored.value ?? []).prefix(length))) == nil)
        }
    }

    @Test func aSuspensionIsWrittenAndReadAgain() {
        let since = WallTime(milliseconds: -5)
        for until in [nil, WallTime(milliseconds: .max), since] {
            let suspension = Suspension(
                .site("a"), because: "zu viel, 邮件", since: since, until: until)
            #expect(Suspension(decoding: suspension.encoded, of: .site("a")) == suspension)
            // An earlier form has a further bit.
            var earlier = suspension.encoded
            earlier[1] |= 2
            #expect(Suspension(decoding: earlier, of: .site("a")) == suspension)
        }
        #expect(Suspension(decoding: [2] + Array(repeating: 0, count: 17), of: .site("a")) == nil)
    }
}
