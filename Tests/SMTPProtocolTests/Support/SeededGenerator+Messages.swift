import TestSupport

extension SeededGenerator {
    /// A message that keeps to the rules: CR and LF only as CRLF, no NUL.
    ///
    /// Dots at the start of lines come up often.
    mutating func message(isEightBit: Bool = true) -> [UInt8] {
        let pieces = [
            "a", ".", "..", "\r\n", "\r\n", "\r\n.", "\r\n..\r\n", "\r\n\r\n", ".\r\n", "Subject: hello\r\n", "text ",
            String(repeating: "x", count: 300), "\t",
        ]
        var octets: [UInt8] = []
        for _ in 0..<Int.random(in: 0...40, using: &self) {
            if let piece = pieces.randomElement(using: &self) { octets += Array(piece.utf8) }
            if isEightBit, UInt8.random(in: 0..<8, using: &self) == 0 {
                octets.append(UInt8.random(in: 128...255, using: &self))
            }
        }
        return octets
    }
}
