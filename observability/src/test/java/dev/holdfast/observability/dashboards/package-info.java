@NullMarked
package dev.holdfast.observability.dashboards;

import org.jspecify.annotations.NullMarked;
