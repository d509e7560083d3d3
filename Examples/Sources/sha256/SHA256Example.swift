import MailCryptography

/// Digests bytes as they come.
@main
struct SHA256Example {
    static func main() {
        var digest = SHA256()
        while let line = readLine(strippingNewline: false) { digest.update(Array(line.utf8)) }
        let octets = digest.finalize()
        print("SHA-256 of standard input, as Base64:", Base64.encode(octets))
    }
}
