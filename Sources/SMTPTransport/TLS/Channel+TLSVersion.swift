import NIOCore
import NIOSSL

extension Channel {
    /// The version of TLS on the channel in the words of trace headers, or nil in the clear; on the event loop only.
    var tlsVersionName: String? {
        if let server = try? pipeline.syncOperations.handler(type: NIOSSLServerHandler.self) {
            return server.tlsVersion?.traceName
        }
        return (try? pipeline.syncOperations.handler(type: NIOSSLClientHandler.self))?.tlsVersion?.traceName
    }
}

extension TLSVersion {
    fileprivate var traceName: String {
        switch self {
        case .tlsv1: "TLSv1.0"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }
}
