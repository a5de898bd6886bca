//! What a lock file cannot say: how objects are made, and what is excepted.

use std::collections::BTreeMap;

use secure_api_testing::attack::{Remote, World};
use secure_api_testing::{Attack, Value};
use serde::Deserialize;

/// What a lock file cannot say of an application.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Plan {
    /// How an object of each resource is made.
    objects: BTreeMap<String, Made>,
    /// Routes whose objects others have as well, as `DELETE /articles/{id}`, with the reason.
    shared: BTreeMap<String, String>,
    /// Routes that may be written to although that changes what the campaign has not made, with the reason.
    may_change: BTreeMap<String, String>,
    /// Values of inputs, where their rules do not tell one.
    samples: BTreeMap<String, Value>,
    /// Values of parameters that name no object.
    params: BTreeMap<String, String>,
}

/// A request that makes an object. `Location` says where it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    post: String,
    json: Value,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    scopes: Vec<String>,
}

impl Plan {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let plan: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let routes = plan.shared.keys().chain(plan.may_change.keys());
        match routes.into_iter().find(|route| !route.contains(' ')) {
            Some(route) => Err(format!("`{route}` is no route: write it as `PUT /articles/{{id}}`")),
            None => Ok(plan),
        }
    }

    /// A campaign that knows all this.
    pub fn of(self, mut attack: Attack<Remote>) -> Attack<Remote> {
        for (resource, made) in self.objects {
            attack = attack.object(&resource, move |world| made.clone().at(world));
        }
        for (route, reason) in self.shared {
            let (method, path) = route.split_once(' ').unwrap_or_default();
            attack = attack.shared(method, path, &reason);
        }
        for (route, reason) in self.may_change {
            let (method, path) = route.split_once(' ').unwrap_or_default();
            attack = attack.may_change(method, path, &reason);
        }
        attack = self.samples.into_iter().fold(attack, |attack, (input, value)| attack.sample(&input, value));
        self.params.iter().fold(attack, |attack, (name, value)| attack.param(name, value))
    }
}

impl Made {
    async fn at(self, world: World) -> String {
        let roles: Vec<&str> = self.roles.iter().map(String::as_str).collect();
        let scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
        let owner = world.owner_with(&roles, &scopes);
        owner.post(&self.post).json(&self.json).await.assert_status(201).location().to_owned()
    }
}
