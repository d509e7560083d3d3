internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What an error of the HTTP client, TLS or the system says about a fetch.
struct TransportFault {
    /// In the words of a failed fetch.
    let kind: PolicyFetchFailure.Kind
    /// More of what happened.
    let detail: String

    /// Reads an error.
    ///
    /// - Parameters:
    ///   - error: what the client threw.
    ///   - connectTimeout: how long was waited for a connection.
    init(_ error: any Error, connectTimeout: Duration) {
        switch error {
        case let error as HTTPClientError: self.init(client: error, connectTimeout: connectTimeout)
        case let error as IOError: self.init(kind: .connection, detail: Self.systemReason(error.errnoCode))
        case let error as NIOConnectionError:
            // Of the one address that was tried.
            if let failure = error.connectionErrors.first {
                self.init(failure.error, connectTimeout: connectTimeout)
            } else {
                self.init(kind: .connection, detail: "\(error)")
            }
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self.init(kind: .certificate, detail: "it is for another name")
        case let error as NIOSSLExtraError where error == .serverHostnameImpossibleToMatch:
            self.init(kind: .certificate, detail: "there can be none for what is no name of a host")
        case NIOSSLError.handshakeFailed(let cause): self.init(handshake: "\(cause)")
        case NIOSSLError.uncleanShutdown: self.init(kind: .connection, detail: "it was cut off")
        case let error as HTTPParserError:
            self.init(kind: .connection, detail: "what came is not HTTP (\(error))")
        case ConnectionCheck.Fault.otherName: self.init(kind: .certificate, detail: "it is for another name")
        case ConnectionCheck.Fault.otherAddress: self.init(kind: .connection, detail: "it led to another address")
        default: self.init(kind: .connection, detail: "\(error)")
        }
    }

    private init(client error: HTTPClientError, connectTimeout: Duration) {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            self.init(kind: .connection, detail: "there was none after \(connectTimeout)")
        case .remoteConnectionClosed: self.init(kind: .connection, detail: "it was closed before there was an answer")
        case .deadlineExceeded: self.init(kind: .timedOut, detail: "")
        case .cancelled: self.init(kind: .cancelled, detail: "")
        default: self.init(kind: .connection, detail: error.shortDescription)
        }
    }

    /// Reads the text of BoringSSL's errors, as its codes are not to be had.
    private init(handshake text: String) {
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            self.init(kind: .certificate, detail: "it is not valid now, or leads to no trusted root")
        } else {
            self.init(
                kind: .connection, detail: "the TLS handshake failed\(Self.reason(text).map { " (\($0))" } ?? "")")
        }
    }

    private init(kind: PolicyFetchFailure.Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// What the system calls an error, such as "connection refused".
    private static func systemReason(_ number: CInt) -> String {
        let text = unsafe String(cString: strerror(number))
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// The name of the reason, which stands between its origin and a place in the library's source.
    private static func reason(_ text: String) -> Substring? {
        let origin = "OPENSSL_internal:"
        guard let start = text.firstRange(of: origin)?.upperBound else { return nil }
        return text[start...].prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
