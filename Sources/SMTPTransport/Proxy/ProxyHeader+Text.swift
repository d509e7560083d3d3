internal import MailAddressing

extension ProxyHeader {
    /// Reads a header of version 1: one line (section 2.1).
    static func parseText(_ input: Span<UInt8>) throws(Halt) -> (ProxyHeader, Int) {
        var line = ProxyLine(input, limit: maximumTextLength)
        try line.expect("PROXY ")
        let family: IPAddress.Family
        switch try line.next() {
        case UInt8(ascii: "T"):
            try line.expect("CP")
            switch try line.next() {
            case UInt8(ascii: "4"): family = .v4
            case UInt8(ascii: "6"): family = .v6
            default: throw .malformed("the PROXY line names no known protocol")
            }
            try line.expect(" ")
        case UInt8(ascii: "U"):
            try line.expect("NKNOWN")
            try line.skipRest()
            return (ProxyHeader(), line.position)
        default: throw .malformed("the PROXY line names no known protocol")
        }
        let space = UInt8(ascii: " ")
        let source = try line.address(family, until: space)
        let destination = try line.address(family, until: space)
        let sourcePort = try line.port(until: space)
        let destinationPort = try line.port(until: UInt8(ascii: "\r"))
        try line.expect("\n")
        let header = ProxyHeader(
            source: source.unmapped, sourcePort: sourcePort, destination: destination.unmapped,
            destinationPort: destinationPort)
        return (header, line.position)
    }
}
