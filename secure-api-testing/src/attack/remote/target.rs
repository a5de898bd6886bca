//! Where the deployment is: looked up once, so that all requests go to the address that proved that it may be attacked.

use std::net::IpAddr;

use http::Uri;
use http::uri::Scheme;

use super::{NotAttacked, Remote};
use crate::attack::wire::Destination;

impl Remote {
    /// The address, and whether it is on this machine.
    pub(super) async fn destination(&self) -> Result<(Destination, bool), NotAttacked> {
        let fault = |what: &str| NotAttacked::Address(format!("`{}` {what}", self.base.escape_debug()));
        let base: Uri = self.base.parse().map_err(|_| fault("is no URL"))?;
        let (Some(scheme), Some(authority)) = (base.scheme(), base.authority()) else {
            return Err(fault("is no URL: write it as `https://staging.example.com`"));
        };
        if !matches!(base.path(), "" | "/") || base.query().is_some() || authority.as_str().contains('@') {
            return Err(fault("has more than a host and a port"));
        }
        let secure = *scheme == Scheme::HTTPS;
        if !secure && *scheme != Scheme::HTTP {
            return Err(fault("is neither `http` nor `https`"));
        }
        let host = authority.host().trim_matches(['[', ']']);
        let port = base.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let addrs =
            tokio::net::lookup_host((host, port)).await.map_err(|error| fault(&format!("is not found: {error}")))?;
        let addrs: Vec<_> = addrs.collect();
        let near = !addrs.is_empty() && addrs.iter().all(|addr| is_loopback(addr.ip()));
        if !secure && !near {
            return Err(fault("is another machine, and tokens would go there in clear: use `https`"));
        }
        // A listener of this machine is more often on the old protocol.
        let addr = addrs.iter().find(|addr| addr.is_ipv4()).or(addrs.first()).ok_or_else(|| fault("has no address"))?;
        let destination = Destination {
            addr: *addr,
            host: authority.as_str().to_owned(),
            #[cfg(feature = "https")]
            tls: if secure {
                Some(super::Tls::new(host, self.authority.as_deref()).map_err(NotAttacked::Address)?)
            } else {
                None
            },
        };
        if secure && !cfg!(feature = "https") {
            return Err(fault("needs the feature `https` of `secure-api-testing`"));
        }
        Ok((destination, near))
    }
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}
