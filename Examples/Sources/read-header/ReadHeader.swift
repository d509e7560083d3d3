import InternetMessage

/// Walks the header of a message, whole and in pieces, without changing a byte of it.
@main
struct ReadHeader {
    static let message = Array(
        """
        Received: from client.example ([192.0.2.1]) by mx.example.net\r
        \twith ESMTP id 0f1e2d; Tue, 1 Jul 2003 08:52:37 +0000\r
        From: Ada <ada@example.com>\r
        Subject: Is dinner\r
         ready?\r
        Date: Tue, 1 Jul 2003 10:52:37 +0200\r
        \r
        Hi.\r

        """.utf8)

    static func main() throws {
        let header = try MessageHeader(parsing: message)
        for field in header.fields { print("\(field.name) has \(field.octets.count) octets:", field.unfoldedValue) }
        print("the body begins at octet", header.bodyOffset)

        if let field = header.first(named: "date") {
            let date = try MessageDate(field.unfoldedValue)
            print("it was written at", date.unixSeconds, "seconds since 1970")
        }

        // The same message as it may come from a network: the header is kept, the body is not.
        var splitter = HeaderBodySplitter()
        var bodyLength = 0
        for octet in message {
            let piece = [octet]
            switch try splitter.feed(piece.span) {
            case .header: break
            case .bodyBegins(let carried, let offset): bodyLength += carried.count + piece.count - offset
            case .body: bodyLength += piece.count
            }
        }
        print("in pieces: \(splitter.header.count) octets of header, \(bodyLength) of body")
    }
}
