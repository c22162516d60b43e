/** Classes that break the rules on purpose, a folder a rule, and some that only come close. */
package dev.holdfast.architecture.planted;
