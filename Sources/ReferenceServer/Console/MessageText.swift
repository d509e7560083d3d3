/// Messages from files, whose lines may end with LF alone.
enum MessageText {
    /// The message with CRLF at the end of each line; one that has CRLF throughout is not changed.
    static func withCRLF(_ octets: [UInt8]) -> [UInt8] {
        var previous: UInt8 = 0
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 40)
        for octet in octets {
            if octet == lineFeed, previous != carriageReturn { result.append(carriageReturn) }
            result.append(octet)
            previous = octet
        }
        return result
    }

    /// How many LF there are without a CR before them.
    static func countOfBareLineFeeds(_ octets: [UInt8]) -> Int {
        var previous: UInt8 = 0
        var count = 0
        for octet in octets {
            if octet == lineFeed, previous != carriageReturn { count += 1 }
            previous = octet
        }
        return count
    }

    /// Whether no LF has a CR before it.
    static func allLineEndsAreBare(_ octets: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for octet in octets {
            if octet == lineFeed, previous == carriageReturn { return false }
            previous = octet
        }
        return true
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
